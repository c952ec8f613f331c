"""
Turns: a read for all who asked before it began.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Hashable

T = TypeVar("T")


class Turns(Generic[T]):
    """
    Reads of what many want at once, each for all who came while the one before was under way.

    Unlike in a flight (`Flights`), nobody is told what was read before they asked: what they wrote themselves, or know
    to be so, is in it. Alone one waits for nobody; a thousand who come at once cost a few reads.
    """

    def __init__(self) -> None:
        self._next: dict[Hashable, asyncio.Task[T]] = {}
        self._under_way: dict[Hashable, asyncio.Task[T]] = {}

    async def share(self, wanted: Hashable, read: Callable[[], Coroutine[None, None, T]]) -> T:
        """
        Return what a read returns that begins after this call.

        Args:
            wanted: what is read; those who want the same share it.
            read: reads it. It goes on when whoever waits for it is cancelled, and fails for all of them alike.
        """
        task = self._next.get(wanted)
        if task is None:
            task = asyncio.create_task(self._turn(wanted, read), name="streams-turn")
            self._next[wanted] = task
            # Nobody may be left to hear of a failure, which asyncio would complain about.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(task)

    async def _turn(self, wanted: Hashable, read: Callable[[], Coroutine[None, None, T]]) -> T:
        if (before := self._under_way.get(wanted)) is not None:
            await asyncio.wait({before})
        task = self._under_way[wanted] = self._next.pop(wanted)
        try:
            return await read()
        finally:
            if self._under_way.get(wanted) is task:
                del self._under_way[wanted]
