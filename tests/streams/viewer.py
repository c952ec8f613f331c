"""
A viewer who follows a stream and writes down what comes.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING

from largesse.streams import Ended, Lagged, Noticed, Occurred, Snapshot, follow

if TYPE_CHECKING:
    from largesse.streams import Cursor, Hub, Item

    from .memory import Log


class Viewer:
    """
    Follows in a task of its own.

    Its snapshot is the head of the log at the time, or what `snapshot` says.
    """

    def __init__(
        self, hub: Hub, log: Log, stream_id: str, after: Cursor | None = None, snapshot: int | None = None
    ) -> None:
        self.items: list[Item[str]] = []
        self.snapshots = 0
        self._hub = hub
        self._log = log
        self._stream_id = stream_id
        self._after = after
        self._snapshot = snapshot
        self._changed = asyncio.Event()
        self.free = asyncio.Event()
        """Set while the viewer reads on after an item."""
        self.free.set()
        self.task = asyncio.get_running_loop().create_task(self._watch())

    @property
    def offsets(self) -> list[int]:
        """The offsets of the events that came, in the order in which they came."""
        return [item.event.stream_offset for item in self.items if isinstance(item, Occurred)]

    @property
    def start(self) -> int | None:
        """After which offset it began; None if nothing has come yet."""
        for item in self._placed:
            return item.cursor.offset - 1 if isinstance(item, Occurred) else item.cursor.offset
        return None

    @property
    def cursor(self) -> Cursor | None:
        """Where it has got to."""
        return self._placed[-1].cursor if self._placed else self._after

    @property
    def ended(self) -> Ended | None:
        """How it ended, if it did."""
        last = self.items[-1] if self.items else None
        return last if isinstance(last, Ended) else None

    @property
    def lagged(self) -> Lagged | None:
        """What it was told of being too slow."""
        return next((item for item in self.items if isinstance(item, Lagged)), None)

    @property
    def noticed(self) -> list[tuple[str, object]]:
        """What it was told that is no event."""
        return [(item.kind, item.value) for item in self.items if isinstance(item, Noticed)]

    @property
    def shown(self) -> list[int]:
        """The offsets of the snapshots that came."""
        return [item.cursor.offset for item in self.items if isinstance(item, Snapshot)]

    async def until(self, offset: int) -> None:
        """Wait until it has got to an offset."""
        async with asyncio.timeout(20):
            while (self.cursor.offset if self.cursor else -1) < offset or (self._after is None and not self.items):
                await self._change()

    async def until_noticed(self, kind: str, value: object) -> None:
        """Wait until it was told a value of a kind."""
        async with asyncio.timeout(20):
            while (kind, value) not in self.noticed:
                await self._change()

    async def until_or_ended(self, offset: int) -> None:
        """Wait until it has got to an offset or its stream has ended."""
        async with asyncio.timeout(20):
            while not self.task.done() and (self.cursor is None or self.cursor.offset < offset):
                await self._change()

    async def until_begun(self) -> None:
        """Wait until something has come."""
        async with asyncio.timeout(20):
            while not self.items:
                await self._change()

    async def until_ended(self) -> None:
        """Wait until its stream has ended."""
        async with asyncio.timeout(20):
            await self.task

    async def leave(self) -> None:
        """Go away, as a client that hangs up."""
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    @property
    def _placed(self) -> list[Snapshot[str] | Occurred | Lagged | Ended]:
        return [item for item in self.items if not isinstance(item, Noticed)]

    async def _change(self) -> None:
        if self.task.done():
            self.task.result()
            raise AssertionError(self.items[-3:])
        self._changed.clear()
        waiting = asyncio.ensure_future(self._changed.wait())
        await asyncio.wait({waiting, self.task}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()

    async def _watch(self) -> None:
        async with aclosing(follow(self._hub, self._stream_id, self._after, self._show)) as items:
            async for item in items:
                self.items.append(item)
                self._changed.set()
                await self.free.wait()

    async def _show(self) -> tuple[str, int]:
        self.snapshots += 1
        head = (await self._log.heads([self._stream_id]))[self._stream_id].offset
        return "room", head if self._snapshot is None else self._snapshot
