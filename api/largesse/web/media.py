"""
Media: the files of gift types, each at an address that names its content and so never changes.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING

import structlog
from aiohttp import web
from aiohttp.hdrs import IF_RANGE, METH_HEAD, RANGE

from largesse.web.http.ranges import Unsatisfiable, part_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiohttp import ETag

    from largesse.catalogue.media import MediaFile
    from largesse.web.doors import Doors

KEPT_BYTES_MAX = 32_000_000
"""How many bytes of files are kept in memory: all of what a few hundred gifts ship, and a bound for any number."""
_ALWAYS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Range, ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_FOUND = {
    **_ALWAYS,
    "Accept-Ranges": "bytes",
    "Cache-Control": "public, max-age=31536000, immutable",
    # A picture opened by itself is a document: what it might contain must neither run nor reach anything.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
}
_MISSING = {**_ALWAYS, "Cache-Control": "no-store"}
"""What is not here may be on another node, or here after a restart: nobody is to remember that it was missing."""
_log = structlog.stdlib.get_logger("largesse.media")


class MediaDoor:
    """The door to /media, for GET and HEAD."""

    def __init__(self, doors: Doors) -> None:
        self._find = doors.media
        self._contents = _Contents()

    async def __call__(self, request: web.Request) -> web.Response:
        """
        Answer with a file or the part of it that is asked for, or with nothing if the client has it.

        Bytes that are not those the address names, since the file was changed or taken away, are never sent: it is
        then not found, as what was never there.
        """
        found = self._find(request.path)
        content = await self._contents.of(found) if found else None
        if found is None or content is None:
            return web.Response(status=404, headers=_MISSING, text="Not found")
        etag = found.file.sha256
        headers = {**_FOUND, "ETag": f'"{etag}"'}
        if request.if_match is not None and not _names(request.if_match, etag, weak=False):
            return web.Response(status=412, headers=headers)
        if request.if_none_match is not None and _names(request.if_none_match, etag, weak=True):
            return web.Response(status=304, headers=headers)
        try:
            part = part_of(_range_asked(request, etag), len(content))
        except Unsatisfiable:
            return web.Response(status=416, headers={**headers, "Content-Range": f"bytes */{len(content)}"})
        if part is None:
            return web.Response(body=content, headers=headers, content_type=found.file.content_type)
        headers["Content-Range"] = f"bytes {part.first}-{part.end - 1}/{len(content)}"
        body = content[part.first : part.end]
        return web.Response(status=206, body=body, headers=headers, content_type=found.file.content_type)


class _Contents:
    """What files hold; each was compared with its hash when it was read, and those asked for last are kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._kept_bytes = 0
        self._warned: set[str] = set()
        # One after another: a crowd that asks for a new gift at once has it read once.
        self._reading = asyncio.Lock()

    async def of(self, found: MediaFile) -> bytes | None:
        """Return a file's bytes, or None if they are no longer those that its address names."""
        hashed = found.file.sha256
        if hashed not in self._kept:
            async with self._reading:
                if hashed not in self._kept:
                    try:
                        content = await asyncio.to_thread(found.file.read)
                    except ValueError as error:
                        self._warn(found, str(error))
                        return None
                    self._keep(hashed, content)
                    return content
        self._kept.move_to_end(hashed)
        return self._kept[hashed]

    def _warn(self, found: MediaFile, reason: str) -> None:
        """Log once what is wrong with a file, however often it is asked for."""
        if found.address not in self._warned:
            self._warned.add(found.address)
            _log.warning("media_file_not_served", address=found.address, reason=reason)

    def _keep(self, hashed: str, content: bytes) -> None:
        self._kept[hashed] = content
        self._kept_bytes += len(content)
        while self._kept_bytes > KEPT_BYTES_MAX:
            _, dropped = self._kept.popitem(last=False)
            self._kept_bytes -= len(dropped)


def _names(etags: Iterable[ETag], etag: str, *, weak: bool) -> bool:
    return any(each.value in {etag, "*"} and (weak or not each.is_weak) for each in etags)


def _range_asked(request: web.Request, etag: str) -> str | None:
    """Return the range that holds: of a GET, and if it is said to be of one content, of this one."""
    if request.method == METH_HEAD or request.headers.get(IF_RANGE, f'"{etag}"') != f'"{etag}"':
        return None
    return request.headers.get(RANGE)
