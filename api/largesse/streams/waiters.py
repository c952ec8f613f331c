"""
Waiters: who waits for a stream to move, woken a few at a time so that nobody else has to wait for that.
"""

from __future__ import annotations

import asyncio
from collections import deque

SWEEP = 50
"""How many are woken in one turn of the loop: each takes microseconds, and thousands at once would hold up commits."""


class Waiters:
    """Those who wait for something to move."""

    def __init__(self) -> None:
        self._waiting: dict[asyncio.Future[None], None] = {}
        self._due: deque[asyncio.Future[None]] = deque()

    def __len__(self) -> int:
        return len(self._waiting) + len(self._due)

    async def wait(self) -> None:
        """Wait until the next wake."""
        own = asyncio.get_running_loop().create_future()
        self._waiting[own] = None
        try:
            await own
        finally:
            self._waiting.pop(own, None)

    def wake(self) -> None:
        """Have all who wait now woken, those who came first first; this takes no longer for many than for few."""
        if not self._waiting:
            return
        idle = not self._due
        self._due.extend(self._waiting)
        self._waiting = {}
        if idle:
            asyncio.get_running_loop().call_soon(self._sweep)

    def _sweep(self) -> None:
        for _ in range(min(SWEEP, len(self._due))):
            own = self._due.popleft()
            if not own.done():
                own.set_result(None)
        if self._due:
            asyncio.get_running_loop().call_soon(self._sweep)
