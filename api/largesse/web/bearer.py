"""
Bearer tokens: taken from where clients put them, and turned into callers or into refusals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.people.claims import TokenFault, TokenRefused
from largesse.web.faults import RequestFault, error_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web

    from largesse.people.caller import Caller
    from largesse.web.doors import Doors

_SCHEME = "bearer"


async def caller_of(request: web.Request, doors: Doors) -> Caller | None:
    """
    Return who sent a request, or None if it carries no token.

    Raises:
        RequestFault: 401: it carries one that gives nothing.
    """
    headers = request.headers.getall("Authorization", [])
    if not headers:
        return None
    try:
        return await doors.verify(token_of(headers[0] if len(headers) == 1 else None))
    except TokenRefused as refused:
        raise _unauthenticated(refused) from None


async def caller_of_payload(payload: Mapping[str, object], doors: Doors) -> Caller | None:
    """
    Return who the payload of `connection_init` tells of, or None if it carries no token.

    It is `{"Authorization": "Bearer …"}`, whatever the case of the key, or `{"token": "…"}`.

    Raises:
        TokenRefused: it carries one that gives nothing.
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


def _unauthenticated(refused: TokenRefused) -> RequestFault:
    error = error_of(refused.code, refused.message, reason=refused.fault.name)
    # RFC 6750, 3: how a client learns that it is the token, and why.
    challenge = f'Bearer error="invalid_token", error_description="{refused.message}"'
    return RequestFault(401, [error], {"WWW-Authenticate": challenge})
