"""
The watch: asks where the followed streams stand, so that even a lost last message is found.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import structlog

from largesse.errors import Unavailable
from largesse.streams.patience import Pauses

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from largesse.streams.channel import Channel
    from largesse.streams.limits import HubLimits
    from largesse.streams.reader import Head, Reader

_log = structlog.stdlib.get_logger("largesse.streams")


class Watch:
    """
    Reads the heads of streams: all that are followed once in a while, and at once those that are asked for.

    It works only while something is followed.

    Args:
        reader: where heads are read.
        limits: how often, and how patiently.
        followed: what is followed now, by stream.
        told: called for each channel whose head was read.
    """

    def __init__(
        self,
        reader: Reader,
        limits: HubLimits,
        followed: Mapping[str, Channel],
        told: Callable[[Channel], None],
    ) -> None:
        self._reader = reader
        self._limits = limits
        self._followed = followed
        self._told = told
        self._asked: list[tuple[Channel, asyncio.Event]] = []
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._pauses = Pauses(*limits.retry_seconds)

    async def ask(self, channel: Channel) -> None:
        """Return once the channel was told of a head that was read after this call, or has ended."""
        if channel.ended is not None:
            return
        answered = asyncio.Event()
        self._asked.append((channel, answered))
        self._wake.set()
        await answered.wait()

    def begin(self) -> None:
        """Watch, now that something is followed."""
        if self._task is None:
            self._task = asyncio.create_task(self._work(), name="streams-watch")

    def rest(self) -> asyncio.Task[None] | None:
        """Stop, now that nothing is followed, and return what is ending."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
        asked, self._asked = self._asked, []
        _answer(asked)
        return task

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() + self._limits.poll_seconds
        while True:
            await self._woken(due - loop.time())
            asked, self._asked = self._asked, []
            channels = {channel for channel, _ in asked}
            if loop.time() >= due:
                channels.update(self._followed.values())
                due = loop.time() + self._limits.poll_seconds
            try:
                read = await self._read(channels)
            except asyncio.CancelledError:
                _answer(asked)
                raise
            if read:
                _answer(asked)
            else:
                self._asked = asked + self._asked
                due = loop.time()
                await self._pauses.take()

    async def _woken(self, seconds: float) -> None:
        if self._asked:
            return
        self._wake.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(seconds, 0)):
                await self._wake.wait()

    async def _read(self, channels: Collection[Channel]) -> bool:
        least = {channel: channel.head for channel in channels}
        heads: Mapping[str, Head]
        try:
            heads = await self._reader.heads([channel.stream_id for channel in channels]) if channels else {}
        except Unavailable:
            if self._pauses.fresh:
                _log.warning("streams_cannot_be_read", followed=len(self._followed))
            return False
        except Exception:  # noqa: BLE001  # a mistake of ours must not end the watch, which all followers rely on
            _log.exception("streams_watch_failed")
            return False
        if not self._pauses.fresh:
            _log.info("streams_are_read_again")
        self._pauses.reset()
        for channel in channels:
            channel.stands(heads.get(channel.stream_id), least[channel])
            self._told(channel)
        return True


def _answer(asked: list[tuple[Channel, asyncio.Event]]) -> None:
    for _, answered in asked:
        answered.set()
