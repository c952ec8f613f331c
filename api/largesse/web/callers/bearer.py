"""
Tokens at the doors: taken from where clients put them, and turned into callers or into refusals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.errors import Unavailable
from largesse.people.claims import TokenFault, TokenRefused
from largesse.web.codes import Code
from largesse.web.faults import RequestFault, error_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aiohttp import web

    from largesse.people.caller import Caller
    from largesse.web.doors import Doors

ROOM_TOKEN = "roomToken"  # noqa: S105 - the name of a parameter
"""The parameter of an address that takes a room token, for clients that cannot set headers."""
_BEARERS = ("access_token", "token")
"""Parameters that clients put bearer tokens into, which are refused: addresses are kept in logs and histories."""
_SCHEME = "bearer"
_RETRY_SECONDS = "10"
"""When the keys of an issuer that did not answer are looked for again."""


async def caller_of(request: web.Request, doors: Doors) -> Caller | None:
    """
    Return who sent a request, by its bearer token or the room token of its address, or None if it carries neither.

    Raises:
        RequestFault: 401: it carries one that gives nothing; 400: one in a wrong place, or more than one; 503: the
            keys that would tell cannot be read now.
    """
    headers = request.headers.getall("Authorization", [])
    lent = _lent(request)
    if len(lent) + len(headers) > 1:
        raise _misplaced("A request carries one token.")
    try:
        if lent:
            return await doors.verify_room_token(lent[0])
        if headers:
            return await doors.verify(token_of(headers[0]))
    except TokenRefused as refused:
        raise _unauthenticated(refused, headers) from None
    except Unavailable as unavailable:
        error = error_of(unavailable.code, unavailable.message)
        raise RequestFault(503, [error], {"Retry-After": _RETRY_SECONDS}) from None
    return None


async def caller_of_payload(payload: Mapping[str, object], doors: Doors) -> Caller | None:
    """
    Return who the payload of `connection_init` tells of, or None if it carries no token.

    It is `{"Authorization": "Bearer …"}`, whatever the case of the key, or `{"token": "…"}`.

    Raises:
        TokenRefused: it carries one that gives nothing.
        Unavailable: the keys that would tell cannot be read now.
    """
    given = [value for key, value in payload.items() if key.lower() == "authorization" and value is not None]
    if given:
        return await doors.verify(token_of(given[0]))
    token = payload.get("token")
    if token is None:
        return None
    if not isinstance(token, str):
        raise TokenRefused(TokenFault.MALFORMED)
    return await doors.verify(token)


def token_of(header: object) -> str:
    """
    Return the token of an Authorization header.

    Raises:
        TokenRefused: `MALFORMED`: it is none, or of another scheme.
    """
    scheme, _, token = header.partition(" ") if isinstance(header, str) else ("", "", "")
    if scheme.lower() != _SCHEME or not token.strip():
        raise TokenRefused(TokenFault.MALFORMED)
    return token.strip()


def _lent(request: web.Request) -> list[str]:
    """
    Return the room tokens of an address.

    Raises:
        RequestFault: 400: it has a bearer token in it.
    """
    if not request.query_string:
        return []  # Most addresses have no parameters, and need not be read.
    if any(name in request.query for name in _BEARERS):
        raise _misplaced("A bearer token belongs into the Authorization header, never into an address.")
    return request.query.getall(ROOM_TOKEN, [])


def _unauthenticated(refused: TokenRefused, headers: Sequence[str]) -> RequestFault:
    error = error_of(refused.code, refused.message, reason=refused.fault.name)
    # RFC 6750, 3: how a client learns that it is the token, and why; by another scheme, which one to use.
    challenge = f'Bearer error="invalid_token", error_description="{refused.message}"'
    if headers and headers[0].partition(" ")[0].lower() != _SCHEME:
        challenge = "Bearer"
    return RequestFault(401, [error], {"WWW-Authenticate": challenge})


def _misplaced(message: str) -> RequestFault:
    # RFC 6750, 3.1: the request is wrong, whatever the token is worth.
    challenge = f'Bearer error="invalid_request", error_description="{message}"'
    return RequestFault(400, [error_of(Code.BAD_REQUEST, message)], {"WWW-Authenticate": challenge})
