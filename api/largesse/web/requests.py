"""
Requests: a GraphQL request read from a body or an address, and refused where its shape is odd.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from largesse.web.codes import Code
from largesse.web.faults import RequestFault, fault

if TYPE_CHECKING:
    from collections.abc import Mapping


_SHA256 = "sha256:"
_APQ_VERSION = 1


class GraphRequest(NamedTuple):
    """
    What a client asks for.

    Args:
        query: the document's text; None where `document_id` stands for it.
        variables: by name.
        operation_name: which of the document's operations is meant.
        document_id: the name of a stored document; a SHA-256 stands without its prefix.
    """

    query: str | None
    variables: dict[str, Any] | None
    operation_name: str | None
    document_id: str | None = None


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


def asks_by_address(parameters: Mapping[str, str]) -> bool:
    """Tell whether an address asks for anything at all."""
    return any(name in parameters for name in ("query", "documentId", "extensions"))


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
    if query is not None and not isinstance(query, str):
        raise _refused("`query` must be a string.")
    variables, name = members.get("variables"), members.get("operationName")
    if variables is not None and not isinstance(variables, dict):
        raise _refused("`variables` must be an object or null.")
    if name is not None and not isinstance(name, str):
        raise _refused("`operationName` must be a string or null.")
    extensions = members.get("extensions")
    if extensions is not None and not isinstance(extensions, dict):
        raise _refused("`extensions` must be an object or null.")
    document_id = _document_id(members.get("documentId"), (extensions or {}).get("persistedQuery"))
    if not query and document_id is None:
        raise _refused("`query` must be a string that is not empty, or `documentId` name a stored document.")
    # Some clients send an empty text where they mean none.
    return GraphRequest(query or None, variables, name or None, document_id)


def _document_id(given: object, persisted_query: object) -> str | None:
    """Return the name of a stored document: `documentId`, or the hash of Apollo's automatic persisted queries."""
    names = set()
    if given is not None:
        name = given.removeprefix(_SHA256) if isinstance(given, str) else ""
        if not name:
            raise _refused("`documentId` must be a string that is not empty.")
        names.add(name)
    if persisted_query is not None:
        members = persisted_query if isinstance(persisted_query, dict) else {}
        digest = members.get("sha256Hash")
        if members.get("version") != _APQ_VERSION or not isinstance(digest, str) or not digest:
            raise _refused("`extensions.persistedQuery` must have `version` 1 and a `sha256Hash`.")
        names.add(digest)
    if len(names) > 1:
        raise _refused("`documentId` and `extensions.persistedQuery` must name the same document.")
    return names.pop() if names else None


def _json(text: bytes, what: str) -> object:
    try:
        parsed: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise _refused(f"{what} is not JSON in UTF-8.") from None
    return parsed


def _refused(message: str) -> RequestFault:
    return fault(400, Code.BAD_REQUEST, message)
