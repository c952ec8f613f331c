"""
Cross-origin requests: what browsers are told of the pages of other origins, before such a request and with its answer.

Without a setting no origin is allowed and nothing is said, and so browsers let no other page read anything. What a page
could do without being let is in `origins`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from largesse.web.codes import Code
from largesse.web.faults import fault

if TYPE_CHECKING:
    from largesse.web.http.origins import Origins

_ANSWERED = {
    "Access-Control-Allow-Methods": "GET, POST",
    # `Accept` since those of streams hold quotes, which makes a browser ask for it too.
    "Access-Control-Allow-Headers": "Accept, Apollo-Require-Preflight, Authorization, Content-Type, Last-Event-ID, "
    "X-Request-ID",
    # The longest that Chromium heeds.
    "Access-Control-Max-Age": "7200",
}
_EXPOSED = "Retry-After, WWW-Authenticate, X-Request-ID"


class CrossOrigin:
    """
    What is told to browsers at one address.

    Args:
        path: the address.
        origins: whose pages are allowed.
    """

    def __init__(self, path: str, origins: Origins) -> None:
        self._path = path
        self._origins = origins

    def preflight(self, request: web.Request) -> web.Response | None:
        """
        Return the answer to a browser that asks whether a page may send a request, or None to anything else.

        Raises:
            RequestFault: 403: a page of that origin may not.
        """
        if request.method != "OPTIONS" or "Access-Control-Request-Method" not in request.headers:
            return None
        if not self._origins.allows(request.headers.get("Origin", "")):
            raise fault(403, Code.FORBIDDEN, "Pages of this origin may not ask here.")
        return web.Response(status=204, headers=_ANSWERED)

    def attend(self, application: web.Application) -> None:
        """Have all answers looked at, unless there is nothing to say of any."""
        if not self._origins.closed:
            application.on_response_prepare.append(self._add_headers)

    async def _add_headers(self, request: web.Request, response: web.StreamResponse) -> None:
        """Let a page of an allowed origin read an answer, whatever it is."""
        if request.path != self._path:
            return
        headers = response.headers
        if self._origins.any:
            headers["Access-Control-Allow-Origin"] = "*"
        else:
            # Also where no origin is told: a cache must not give that answer to a page.
            headers["Vary"] = f"{headers['Vary']}, Origin" if "Vary" in headers else "Origin"
            origin = request.headers.get("Origin")
            if origin is None or not self._origins.allows(origin):
                return
            headers["Access-Control-Allow-Origin"] = origin
        headers["Access-Control-Expose-Headers"] = _EXPOSED
