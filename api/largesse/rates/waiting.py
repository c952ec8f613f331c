"""
Waiting: in how many seconds a window that is full would take so much again.
"""

from __future__ import annotations

from math import ceil
from typing import NamedTuple


class Window(NamedTuple):
    """
    A sliding window: what was counted in the span before, which fades while the present span goes by.

    Args:
        before: what was counted in the span before.
        before_seconds: in how many seconds it will have faded.
        present: what is counted in the present span.
        present_seconds: in how many seconds that will have faded, in the span after this one.
    """

    before: int
    before_seconds: float
    present: int
    present_seconds: float


def waiting_seconds(window: Window, amount: int, maximum: int, span_seconds: int) -> int:
    """
    Return in how many whole seconds a window would take an amount, at least one, if nothing else comes meanwhile.

    Args:
        window: as it is now.
        amount: what is asked for, not more than the maximum.
        maximum: what is taken in a span.
        span_seconds: how long a span is.
    """
    room = maximum - amount
    if window.present <= room:
        # What is left of the span before fades until the rest has room.
        share = (room - window.present) / window.before if window.before else 1.0
        return max(1, ceil(window.before_seconds - share * span_seconds))
    # So much can only be taken in the next span, when what is present fades.
    return max(1, ceil(window.present_seconds - room / window.present * span_seconds))
