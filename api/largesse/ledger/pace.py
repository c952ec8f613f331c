"""
The pace of the journal: how many deeds make a batch.

What a batch holds while it is decided has to fit into the processor's cache, so a batch is small while deciding takes
longer than writing. A slow disk is paid by the batch and not by the deed, so batches grow while the journal waits.
"""

from __future__ import annotations

PREPARED_FROM = 48
"""From how many deeds on a batch takes half of them at most, so that the other half is decided while it is written."""
SMALL = 64
"""Deeds in a batch at first: at 64 a deed cost a fifth less than at 256 (`bench.journal`, 1,000 senders)."""
_WAITED_TOO_LONG = 0.3
"""The part of a write's time that the next batch may wait for its end before batches grow."""


class Pace:
    """
    How large batches are.

    Args:
        batch_max: deeds in a batch at most.
        prepares: whether a batch can be decided while the one before is being written.
    """

    def __init__(self, batch_max: int, *, prepares: bool) -> None:
        self._batch_max = batch_max
        self._prepares = prepares
        self._size = min(SMALL, batch_max)

    def share(self, outstanding: int) -> int | None:
        """
        Return how many of so many deeds the next batch takes.

        Returns:
            None while they are so few that one batch takes them all and none is decided ahead.
        """
        if not self._prepares or outstanding < PREPARED_FROM:
            return None
        return min((outstanding + 1) // 2, self._size)

    def written(self, seconds: float, waited_seconds: float) -> None:
        """
        Learn from a batch that was written.

        Args:
            seconds: how long it took.
            waited_seconds: how much of that the next batch, decided already, waited for it.
        """
        if waited_seconds > seconds * _WAITED_TOO_LONG:
            self._size = min(self._size * 2, self._batch_max)
        elif self._size > SMALL:
            self._size = max(SMALL, self._size * 3 // 4)
