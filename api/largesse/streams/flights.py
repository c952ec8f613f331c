"""
Flights: reads that are under way, each shared by all who want the same.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

from largesse.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Hashable

T = TypeVar("T")


class Flights(Generic[T]):
    """
    Reads under way, by what they read.

    A read goes on when whoever waits for it is cancelled, since others may be waiting as well.
    """

    def __init__(self) -> None:
        self._tasks: dict[Hashable, asyncio.Task[T]] = {}

    async def share(self, wanted: Hashable, read: Callable[[], Coroutine[None, None, T]]) -> T:
        """
        Return what the read that is under way returns; begin it if there is none.

        Raises:
            Unavailable: it was given up, as the hub is closing.
        """
        task = self._tasks.get(wanted)
        if task is None:
            task = asyncio.create_task(read(), name="streams-read")
            self._tasks[wanted] = task
            task.add_done_callback(lambda done: self._landed(wanted, done))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            own = asyncio.current_task()
            if task.cancelled() and own is not None and not own.cancelling():
                raise Unavailable("the server is shutting down") from None
            raise

    async def close(self) -> None:
        """Give up what is under way."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _landed(self, wanted: Hashable, task: asyncio.Task[T]) -> None:
        del self._tasks[wanted]
        if not task.cancelled():
            # Nobody may be left to hear of a failure, which asyncio would complain about.
            task.exception()
