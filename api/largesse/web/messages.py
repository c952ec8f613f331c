"""
Messages of graphql-transport-ws: their shape, checked before anything looks into them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ID_LENGTH_MAX = 255
_NONE = type(None)
_SHAPES: dict[str, dict[str, tuple[type, ...]]] = {
    "connection_init": {"payload": (dict, _NONE)},
    "ping": {"payload": (dict, _NONE)},
    "pong": {"payload": (dict, _NONE)},
    "subscribe": {"id": (str,), "payload": (dict,)},
    "complete": {"id": (str,)},
}
"""The members of each message that a client may send, and their types; None is also a member that is not there."""
_OPERATION: dict[str, tuple[type, ...]] = {
    "query": (str,),
    "variables": (dict, _NONE),
    "operationName": (str, _NONE),
    "extensions": (dict, _NONE),
}


def oddity_of(message: object) -> str | None:
    """Return what is odd about a message, for the reason of a close, or None if its shape is right."""
    if not isinstance(message, dict):
        return "A message is a JSON object"
    kind = message.get("type")
    shape = _SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is None:
        return "Unknown message type"
    odd = _odd_member(message, shape)
    if odd is None and "id" in shape and not 0 < len(message["id"]) <= _ID_LENGTH_MAX:
        odd = "id"
    if odd is None and kind == "subscribe":
        odd = _odd_member(message["payload"], _OPERATION)
    return f"{kind}: {odd} is missing or of an odd type" if odd else None


def _odd_member(members: Mapping[str, object], shape: Mapping[str, tuple[type, ...]]) -> str | None:
    return next((name for name, types in shape.items() if not isinstance(members.get(name), types)), None)
