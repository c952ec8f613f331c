"""
Expected: the combos that a node has sent the last gift of, in the order in which they are due.
"""

from __future__ import annotations

from itertools import islice, takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.combos.rows import ComboRow

EXPECTED_MAX = 100_000
"""Combos that are expected at most; what comes beyond is left to the sweep."""


class Expected:
    """
    Combos and when they are due, by the loop's clock: it is not set back or forth, and no two nodes need agree on it.

    Args:
        window_seconds: how long each waits for its next gift; the same for all, so that they come in order.
    """

    def __init__(self, window_seconds: float) -> None:
        self._window_seconds = window_seconds
        self._due: dict[str, tuple[float, ComboRow]] = {}

    def add(self, combo: ComboRow, now: float) -> None:
        """Expect a combo whose last gift has just been committed; what was expected of it before is forgotten."""
        self._due.pop(combo.id, None)
        if len(self._due) < EXPECTED_MAX:
            self._due[combo.id] = now + self._window_seconds, combo

    @property
    def first(self) -> float | None:
        """When the next one is due; None if none is expected."""
        return next(iter(self._due.values()))[0] if self._due else None

    def take(self, now: float, limit: int) -> Sequence[ComboRow]:
        """Return those that are due, as many as the limit at most, and expect them no longer."""
        due = takewhile(lambda expected: expected[0] <= now, self._due.values())
        taken = [combo for _, combo in islice(due, limit)]
        for combo in taken:
            del self._due[combo.id]
        return taken
