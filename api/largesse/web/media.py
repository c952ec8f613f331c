"""
Media: the files of gift types, each at an address that names its content and so never changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from largesse.web.doors import Doors

_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    # A picture opened by itself is a document: what it might contain must neither run nor reach anything.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}


class MediaDoor:
    """The door to /media."""

    def __init__(self, doors: Doors) -> None:
        self._find = doors.media

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """
        Answer with a file, in ranges if asked.

        Raises:
            HTTPNotFound: nothing is at this address.
        """
        found = self._find(request.path)
        if found is None:
            raise web.HTTPNotFound
        response = web.FileResponse(found.file.path, headers=_HEADERS)
        response.content_type = found.file.content_type
        return response
