"""
Waiting: as long as it is said to be, and not a second less.
"""

from __future__ import annotations

from math import floor

from hypothesis import assume, example, given
from hypothesis import strategies as st

from largesse.rates.waiting import Window, waiting_seconds

SPAN = 60


def takes(window: Window, amount: int, maximum: int, seconds: float) -> bool:
    """Tell whether a window takes an amount after some seconds in which nothing was counted."""
    left = window.before_seconds - seconds
    if left > 0 and window.before:
        return floor(window.before * left / SPAN) + window.present + amount <= maximum
    if seconds < window.present_seconds - SPAN:
        return window.present + amount <= maximum
    left = max(0.0, min(SPAN, window.present_seconds - seconds))
    return floor(window.present * left / SPAN) + amount <= maximum


@given(
    before=st.integers(0, 10**9),
    present=st.integers(0, 10**9),
    gone=st.floats(0, SPAN, exclude_max=True),
    maximum=st.integers(1, 10**9),
    share=st.floats(0, 1),
)
@example(before=10, present=0, gone=0.0, maximum=10, share=1.0)
@example(before=0, present=10, gone=59.9, maximum=10, share=0.1)
def test_after_the_wait_the_amount_is_taken(before: int, present: int, gone: float, maximum: int, share: float) -> None:
    before, present = min(before, maximum), min(present, maximum)
    amount = max(1, floor(maximum * share))
    window = Window(before, SPAN - gone, present, 2 * SPAN - gone)
    assume(not takes(window, amount, maximum, 0))
    seconds = waiting_seconds(window, amount, maximum, SPAN)
    assert 1 <= seconds <= 2 * SPAN
    assert takes(window, amount, maximum, seconds + 1e-6)
