"""
Expectations: what a client is answered that asks before it sends its body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import HttpVersion11, web, web_urldispatcher

if TYPE_CHECKING:
    from aiohttp.abc import AbstractStreamWriter


async def go_on(request: web.Request) -> None:
    """
    Let a client go on that expects to be told so, unless its body will be refused for its size in any case.

    Raises:
        HTTPExpectationFailed: it expects something else.
    """
    if request.version != HttpVersion11:
        return
    if request.headers.get("Expect", "").lower() != "100-continue":
        raise web.HTTPExpectationFailed
    if (request.content_length or 0) > request.client_max_size:
        return
    writer: AbstractStreamWriter = request.writer
    await writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    writer.output_size = 0


def replace_default() -> None:
    """
    Put `go_on` in the place of what aiohttp does by itself.

    Its own repeats in its answer what is expected, and fails where that is no text. It is replaced as a whole, since
    aiohttp's routes for 404 and 405 take none of ours.
    """
    web_urldispatcher._default_expect_handler = go_on  # noqa: SLF001 - as above
