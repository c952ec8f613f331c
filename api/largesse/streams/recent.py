"""
Recent events: the last ones of a stream, without a gap, for all who follow it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from largesse.ledger.rows import EventRow


class Recent:
    """
    The last events of a stream.

    Args:
        events_max: how many are kept at least; up to twice as many for a while, as they are let go in one move.
    """

    def __init__(self, events_max: int) -> None:
        self._events_max = events_max
        self._rows: list[EventRow] = []
        self._first = 0

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[EventRow]:
        return iter(self._rows)

    def append(self, row: EventRow) -> None:
        """Keep the event that comes after the last one."""
        if not self._rows:
            self._first = row.stream_offset
        self._rows.append(row)
        if len(self._rows) >= 2 * self._events_max:
            dropped = len(self._rows) - self._events_max
            del self._rows[:dropped]
            self._first += dropped

    def at(self, offset: int) -> EventRow | None:
        """Return the event at an offset, or None if it is not kept."""
        place = offset - self._first
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def since(self, offset: int) -> Sequence[EventRow]:
        """Return the events from an offset on, as many as are kept at least; none if that one is not kept."""
        place = offset - self._first
        return self._rows[place : place + self._events_max] if 0 <= place < len(self._rows) else ()
