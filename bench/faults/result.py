"""
What a row of the table came to.
"""

from __future__ import annotations

from typing import NamedTuple


class Result(NamedTuple):
    """
    A fault that was brought about.

    Args:
        row: the fault, in the words of the table.
        passed: whether all holds that must hold.
        figures: what was counted and measured, by name; seconds end in `_seconds`.
    """

    row: str
    passed: bool
    figures: dict[str, object]


def rounded(seconds: float) -> float | None:
    """Return seconds to the millisecond; None for what never came."""
    return round(seconds, 3) if seconds < float("inf") else None
