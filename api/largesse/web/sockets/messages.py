"""
Messages of graphql-transport-ws: their shape, checked before anything looks into them.
"""

from __future__ import annotations

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


def oddity_of(message: object) -> str | None:
    """Return what is odd about a message, for the reason of a close, or None if its shape is right."""
    if not isinstance(message, dict):
        return "A message is a JSON object"
    kind = message.get("type")
    shape = _SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is None:
        return "Unknown message type"
    odd = next((name for name, types in shape.items() if not isinstance(message.get(name), types)), None)
    if odd is None and "id" in shape and not 0 < len(message["id"]) <= _ID_LENGTH_MAX:
        odd = "id"
    return f"{kind}: {odd} is missing or of an odd type" if odd else None
