"""
Listeners: a stream that is told, by itself or with all that hear the same.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import orjson

from largesse.web.streams.writer import WAITING_BYTES_MAX

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from largesse.web.callers.lanes import Lane
    from largesse.web.groups.member import Told
    from largesse.web.streams.format import StreamFormat
    from largesse.web.streams.writer import StreamWriter


class _Frames:
    """Payloads in the frames of one format, which are the same on every connection."""

    def __init__(self, form: StreamFormat) -> None:
        self._form = form

    def pieces(self, told: Sequence[Told]) -> Sequence[bytes]:
        """Return all frames in one piece: nothing in it is a member's own."""
        return (b"".join(self._form.told(orjson.Fragment(each.payload), each.cursor) for each in told),)


class Listener:
    """
    A stream that is told.

    Args:
        stream: which.
        lane: its caller's.
    """

    def __init__(self, stream: StreamWriter, lane: Lane) -> None:
        self._stream = stream
        self.lane = lane
        self.framing = _frames_of(stream.form)

    @property
    def ready(self) -> bool:
        """Whether little enough waits for the stream's reader."""
        return self._stream.waiting_bytes <= WAITING_BYTES_MAX // 2

    async def send(self, payload: Mapping[str, object], cursor: str | None) -> None:
        """Tell one payload, at the pace of the reader."""
        await self._stream.send(self._stream.form.told(payload, cursor))

    def take(self, pieces: Sequence[bytes]) -> bool:
        """Write frames that were made for all."""
        return self._stream.give(pieces[0])


@cache
def _frames_of(form: StreamFormat) -> _Frames:
    return _Frames(form)
