"""
Connections: what comes on them that is no HTTP is answered in words of our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestHandler

if TYPE_CHECKING:
    from aiohttp.web_request import BaseRequest

_NO_HTTP = "The request is not HTTP/1.1, or a line or the number of its headers is past the limit."


class Runner(web.AppRunner):
    """Serves an application over connections of our own."""

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Server(made.request_handler, request_factory=made.request_factory, **made._kwargs)  # noqa: SLF001 - as it was made


class _Server(web.Server):
    def __call__(self) -> RequestHandler:
        return _Connection(self, loop=self._loop, **self._kwargs)


class _Connection(RequestHandler):
    __slots__ = ()

    def handle_error(
        self, request: BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """Answer what could not be handled; aiohttp quotes what is no HTTP to it as Python writes it."""
        return super().handle_error(request, status, exc, _NO_HTTP if isinstance(exc, HttpProcessingError) else message)
