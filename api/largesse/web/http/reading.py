"""
Reading: what a request over HTTP asks for, by the method and the media type that it comes with.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from largesse.web.codes import Code
from largesse.web.faults import RequestFault, fault
from largesse.web.requests import GraphRequest, request_of_address, request_of_body

if TYPE_CHECKING:
    from largesse.settings import Settings
    from largesse.web.http.origins import Origins


async def asked_of(request: web.Request, origins: Origins, settings: Settings) -> GraphRequest:
    """
    Return what a request asks for, read within the limits of size and time.

    Raises:
        RequestFault: it is of another method or media type, too large or too slow, of a page that may not ask, or odd.
    """
    if request.method == "GET":
        if not origins.admit(request.headers):
            raise fault(403, Code.FORBIDDEN, "Pages of this origin may not ask here.")
        return request_of_address(request.query)
    if request.method != "POST":
        refused = fault(405, Code.METHOD_NOT_ALLOWED, "GraphQL is served by GET and POST.")
        raise RequestFault(refused.status, refused.errors, {"Allow": "GET, POST"})
    _check_media_type(request)
    return request_of_body(await _body(request, settings))


def _check_media_type(request: web.Request) -> None:
    # The guard against pages of other sites; see `origins`.
    if request.content_type != "application/json" or (request.charset or "utf-8").lower() != "utf-8":
        about = "Files are not taken here; the" if request.content_type.startswith("multipart/") else "The"
        raise fault(415, Code.UNSUPPORTED_MEDIA_TYPE, f"{about} body must be application/json in UTF-8.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise fault(415, Code.UNSUPPORTED_MEDIA_TYPE, "The body must not be compressed.")


async def _body(request: web.Request, settings: Settings) -> bytes:
    seconds = settings.request_seconds
    if (request.content_length or 0) > settings.body_bytes_max:
        raise _too_large(settings)
    try:
        # A body that came with its head is there, and needs no time limit.
        async with asyncio.timeout(None if request.content.is_eof() else seconds):
            return await request.read()
    except TimeoutError:
        raise fault(408, Code.TIMEOUT, f"The body took longer than {seconds:g} seconds.") from None
    except ConnectionError:
        # Nobody is there to be told; but it is no mistake of ours either.
        raise fault(400, Code.BAD_REQUEST, "The connection was lost before the body was read.") from None
    except web.HTTPRequestEntityTooLarge:
        raise _too_large(settings) from None


def _too_large(settings: Settings) -> RequestFault:
    maximum = settings.body_bytes_max
    message = f"The body goes past the limit of {maximum} bytes."
    return fault(413, Code.LIMIT_EXCEEDED, message, limit="bytes", maximum=maximum)
