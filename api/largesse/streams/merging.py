"""
Merging: what a later event says as well is left out for a follower who is slow.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.ledger.rows import EventRow

Merges = Callable[["EventRow"], Hashable | None]
"""Returns what an event tells the state of, so that a later one of the same makes it needless; None if it is needed."""


def merged(rows: Sequence[EventRow], merges: Merges) -> list[EventRow]:
    """
    Return the events that are needed, in their order; the last one always is.

    Args:
        rows: events in their order, without a gap.
        merges: which of them a later one makes needless.
    """
    told: set[Hashable] = set()
    needed = []
    for row in reversed(rows):
        mark = merges(row)
        if mark is None or mark not in told:
            needed.append(row)
        if mark is not None:
            told.add(mark)
    needed.reverse()
    return needed
