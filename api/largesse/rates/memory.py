"""
Memory: what is counted in this process, and let go of when it is over.
"""

from __future__ import annotations

import time

from limits.aio.storage import MemoryStorage

_COUNTS_MIN = 1_000
"""How many counts go by between two looks at the least."""


class SweptMemory(MemoryStorage):
    """
    The library's counters, without its habit of looking through all of them with every count.

    As many counts as there are counters go by between two looks, so that each pays for one of them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._counts_until_swept = _COUNTS_MIN

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count, and let go of what is over now and then."""
        now = time.time()
        self._counts_until_swept -= 1
        if self._counts_until_swept <= 0:
            for each in [each for each, end in self.expirations.items() if end <= now]:
                await self.clear(each)
            self._counts_until_swept = max(_COUNTS_MIN, len(self.expirations))
        self.storage[key] += amount
        self.expirations.setdefault(key, now + expiry)
        return self.storage[key]
