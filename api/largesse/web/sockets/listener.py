"""
Listeners: an operation on a socket that is told, by itself or with all that hear the same.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import orjson

from largesse.web.sockets.wire import GIVEN_BYTES_MAX

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping, Sequence

    from largesse.web.callers.lanes import Lane
    from largesse.web.groups.member import Told
    from largesse.web.sockets.wire import Wire

_HEAD, _MIDDLE, _TAIL = b'{"id":"', b'","type":"next","payload":', b"}"
_TEXT_FRAME = 0x81
"""RFC 6455, 5.2: a text message in one frame."""


class Running:
    """An operation: the id that its client gave it, whether it may not be broken off now, and whether all is said."""

    __slots__ = ("id", "mutates", "over", "task")

    task: asyncio.Task[None]

    def __init__(self, identifier: str) -> None:
        self.id = identifier
        self.mutates = self.over = False


class NextFrames:
    """
    Frames of `next` messages for ids of one length, cut where the id belongs.

    Args:
        id_bytes: how long the id is, as JSON writes it.
    """

    def __init__(self, id_bytes: int) -> None:
        self._id_bytes = id_bytes

    def pieces(self, told: Sequence[Told]) -> Sequence[bytes]:
        """Return all frames in one, cut where the id belongs."""
        pieces, before = [], b""
        for each in told:
            size = len(_HEAD) + self._id_bytes + len(_MIDDLE) + len(each.payload) + len(_TAIL)
            pieces.append(before + _frame_head(size) + _HEAD)
            before = _MIDDLE + each.payload + _TAIL
        return (*pieces, before)


class Listener:
    """
    An operation on a socket that is told.

    Args:
        wire: of the socket.
        operation: which; nothing is told any more when it is over.
        lane: its caller's.
    """

    __slots__ = ("_mark", "_operation", "_wire", "framing", "lane")

    def __init__(self, wire: Wire, operation: Running, lane: Lane) -> None:
        self._wire = wire
        self._operation = operation
        self.lane = lane
        self._mark = orjson.dumps(operation.id)[1:-1]
        self.framing = _frames_for(len(self._mark))

    @property
    def ready(self) -> bool:
        """Whether little enough waits for the socket's reader."""
        return self._wire.waiting_bytes <= GIVEN_BYTES_MAX // 2

    async def send(self, payload: Mapping[str, object], cursor: str | None) -> None:  # noqa: ARG002 - the protocol has no place for it
        """Tell one payload, at the pace of the reader."""
        if not self._operation.over:
            await self._wire.send({"id": self._operation.id, "type": "next", "payload": payload})

    def take(self, pieces: Sequence[bytes]) -> bool:
        """Write frames that were made for all, with this operation's id in each."""
        return self._operation.over or self._wire.give(self._mark.join(pieces))


@lru_cache(maxsize=1_000)
def _frames_for(id_bytes: int) -> NextFrames:
    return NextFrames(id_bytes)


def _frame_head(size: int) -> bytes:
    """Return the head of a frame that a server sends: unmasked, and as short as its payload's size allows."""
    if size < 126:  # noqa: PLR2004 - RFC 6455, 5.2: what fits beside the two numbers that announce a longer one
        return bytes((_TEXT_FRAME, size))
    if size < 1 << 16:
        return bytes((_TEXT_FRAME, 126)) + size.to_bytes(2)
    return bytes((_TEXT_FRAME, 127)) + size.to_bytes(8)
