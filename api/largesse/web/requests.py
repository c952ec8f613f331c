"""
Requests: a GraphQL request read from a body or an address, and refused where its shape is odd.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from largesse.web.faults import RequestFault, fault

if TYPE_CHECKING:
    from collections.abc import Mapping


class GraphRequest(NamedTuple):
    """What a client asks for."""

    query: str
    variables: dict[str, Any] | None
    operation_name: str | None


def request_of_body(body: bytes) -> GraphRequest:
    """
    Return the request that a JSON body holds.

    Raises:
        RequestFault: it is not JSON, not an object, or a member is of an odd type.
    """
    return request_of(_json(body, "The body"))


def request_of_address(parameters: Mapping[str, str]) -> GraphRequest:
    """
    Return the request that an address holds; variables and extensions are JSON there.

    Raises:
        RequestFault: a parameter is missing or of an odd type.
    """
    members: dict[str, object] = dict(parameters)
    for name in ("variables", "extensions"):
        if text := parameters.get(name):
            members[name] = _json(text.encode("utf-8", "surrogatepass"), f"The parameter {name}")
        else:
            members.pop(name, None)
    return request_of(members)


def request_of(members: object) -> GraphRequest:
    """
    Return the request of a parsed object.

    Raises:
        RequestFault: it is not an object, or a member is of an odd type.
    """
    if isinstance(members, list):
        raise _refused("Batches are not served; send one operation a request.")
    if not isinstance(members, dict):
        raise _refused("A GraphQL request is a JSON object.")
    query = members.get("query")
    if not isinstance(query, str) or not query:
        raise _refused("`query` must be a string that is not empty.")
    variables, name = members.get("variables"), members.get("operationName")
    if variables is not None and not isinstance(variables, dict):
        raise _refused("`variables` must be an object or null.")
    if name is not None and not isinstance(name, str):
        raise _refused("`operationName` must be a string or null.")
    extensions = members.get("extensions")
    if extensions is not None and not isinstance(extensions, dict):
        raise _refused("`extensions` must be an object or null.")
    # Some clients send an empty name where they mean none.
    return GraphRequest(query, variables, name or None)


def _json(text: bytes, what: str) -> object:
    try:
        parsed: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise _refused(f"{what} is not JSON in UTF-8.") from None
    return parsed


def _refused(message: str) -> RequestFault:
    return fault(400, "BAD_REQUEST", message)
