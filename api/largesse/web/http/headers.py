"""
Headers that every answer carries: the request's id, and what keeps browsers from guessing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiohttp import web
from uuid_utils import uuid7

from largesse.telemetry import request_id
from largesse.web.http.answers import encoded
from largesse.web.masking import masked

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

REQUEST_ID = "X-Request-ID"
SERVER = "largesse"
_SANE = re.compile(r"[A-Za-z0-9._-]{1,128}")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@web.middleware
async def identified(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Serve a request under its id: the one it brings if that is sane, or a new one."""
    brought = request.headers.get(REQUEST_ID, "")
    request_id.set(brought if _SANE.fullmatch(brought) else str(uuid7()))
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception as error:  # noqa: BLE001 - the last net of what is not GraphQL: logged, and masked
        return web.Response(body=encoded({"errors": [masked(error)]}), status=500, content_type="application/json")


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Add what every answer carries, sockets included, where the answer does not say otherwise."""
    headers = response.headers
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    headers["Server"] = SERVER
    served = request_id.get()
    if served is not None:
        headers[REQUEST_ID] = served
