"""
Limits: lowering holds at once, raising waits a day, and a day is the owner's own, whatever the clocks do.
"""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from largesse.clock import DAY, MICROSECONDS, instant_of
from largesse.errors import SpendingCapReached
from largesse.wallets.limit import RAISE_WAIT, cap_at, cap_set, give_back, spend, window_at

if TYPE_CHECKING:
    from largesse.wallets.rows import LimitRow

HOUR = 3_600 * MICROSECONDS
WALLET = "wallet"
ZONES = st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
caps = st.one_of(st.none(), st.integers(0, 1_000))


def at(text: str, zone: str) -> int:
    return instant_of(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


NOON = at("2026-01-01T12:00", "UTC")


def capped(coins: int | None, now: int = NOON) -> LimitRow:
    return cap_set(window_at(None, WALLET, now, "UTC"), coins, now)


def test_a_first_cap_and_a_lower_one_hold_at_once() -> None:
    row = capped(100)
    assert (row.cap_coins, row.next_from) == (100, None)
    assert cap_set(row, 40, NOON).cap_coins == 40
    assert cap_set(row, 0, NOON).cap_coins == 0


@pytest.mark.parametrize("higher", [101, None])
def test_a_raise_or_removal_waits_24_hours(higher: int | None) -> None:
    row = cap_set(capped(100), higher, NOON)
    assert (row.cap_coins, row.next_cap_coins, row.next_from) == (100, higher, NOON + 24 * HOUR)
    assert cap_at(row, NOON + 24 * HOUR - 1) == 100
    assert cap_at(row, NOON + 24 * HOUR) == higher
    settled = window_at(row, WALLET, NOON + 24 * HOUR, "UTC")
    assert (settled.cap_coins, settled.next_cap_coins, settled.next_from) == (higher, None, None)


def test_a_lowering_cancels_what_waits() -> None:
    row = cap_set(cap_set(capped(100), None, NOON), 90, NOON + HOUR)
    assert (row.cap_coins, row.next_cap_coins, row.next_from) == (90, None, None)
    assert cap_set(cap_set(capped(100), None, NOON), 100, NOON).next_from is None


def test_asking_again_neither_shortens_nor_lengthens_the_wait_for_no_more_and_begins_it_anew_for_more() -> None:
    row = cap_set(capped(100), 200, NOON)
    assert cap_set(row, 200, NOON + HOUR).next_from == NOON + RAISE_WAIT
    assert cap_set(row, 150, NOON + HOUR)[4:6] == (150, NOON + RAISE_WAIT)
    assert cap_set(row, 300, NOON + HOUR)[4:6] == (300, NOON + HOUR + RAISE_WAIT)
    assert cap_set(row, None, NOON + HOUR)[4:6] == (None, NOON + HOUR + RAISE_WAIT)


@given(asked=st.lists(st.tuples(st.integers(0, 30), caps), max_size=12))
def test_no_cap_rises_but_to_what_was_asked_for_a_day_before(asked: list[tuple[int, int | None]]) -> None:
    row, now = window_at(None, WALLET, NOON, "UTC"), NOON
    held: int | None = None
    history: list[tuple[int, int | None]] = []
    for hours, cap in [*asked, (48, 0)]:
        now += hours * HOUR
        before = cap_at(row, now)
        if not _allows(held, before):
            assert any(instant + RAISE_WAIT <= now and _allows(earlier, before) for instant, earlier in history)
        row = cap_set(window_at(row, WALLET, now, "UTC"), cap, now)
        held = cap_at(row, now)
        assert held == (cap if _allows(before, cap) else before)
        history.append((now, cap))


def _allows(cap: int | None, other: int | None) -> bool:
    return cap is None or (other is not None and other <= cap)


@given(
    sends=st.lists(st.tuples(st.integers(0, 20), st.integers(1, 60)), max_size=30), cap=st.integers(0, 100), zone=ZONES
)
def test_no_window_ever_counts_more_than_the_cap_and_windows_never_overlap(
    sends: list[tuple[int, int]], cap: int, zone: str
) -> None:
    now = at("2026-10-30T00:30", zone)
    row = cap_set(window_at(None, WALLET, now, zone), cap, now)
    totals: dict[tuple[int, int], int] = {}
    for hours, coins in sends:
        now += hours * HOUR
        window = window_at(row, WALLET, now, zone)
        assert window.starts_at <= now < window.ends_at
        place = (window.starts_at, window.ends_at)
        spent = totals.get(place, 0)
        if spent + coins > cap:
            with pytest.raises(SpendingCapReached) as refused:
                spend(row, WALLET, coins, now, zone)
            assert (refused.value.limit, refused.value.spent) == (cap, spent)
            assert (refused.value.needed, refused.value.resets_at) == (coins, window.ends_at)
        else:
            row = spend(row, WALLET, coins, now, zone)
            totals[place] = spent + coins
            assert row.spent == totals[place]
    ends = sorted(totals)
    assert all(first[1] <= second[0] for first, second in pairwise(ends))


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        ("2026-03-08", "America/New_York", 23),
        ("2026-11-01", "America/New_York", 25),
        ("2026-07-01", "America/New_York", 24),
        ("2026-04-05", "Australia/Lord_Howe", 24.5),
    ],
)
def test_a_window_lasts_as_long_as_its_day_when_clocks_change(day: str, zone: str, hours: float) -> None:
    row = window_at(None, WALLET, at(f"{day}T12:00", zone), zone)
    assert (row.starts_at, row.ends_at) == (at(f"{day}T00:00", zone), at(f"{day}T00:00", zone) + int(hours * HOUR))
    following = spend(row, WALLET, 5, row.ends_at, zone)
    assert (following.starts_at, following.spent) == (row.ends_at, 5)
    assert spend(row, WALLET, 5, row.ends_at - 1, zone).ends_at == row.ends_at


def test_moving_to_another_zone_opens_no_second_window_over_the_same_hours() -> None:
    row = spend(None, WALLET, 50, at("2026-01-01T12:00", "Asia/Tokyo"), "Asia/Tokyo")
    still = spend(row, WALLET, 50, row.ends_at - 1, "America/Los_Angeles")
    assert (still.time_zone, still.spent) == ("Asia/Tokyo", 100)
    moved = spend(still, WALLET, 1, row.ends_at, "America/Los_Angeles")
    assert (moved.time_zone, moved.spent, moved.starts_at) == ("America/Los_Angeles", 1, row.ends_at)


def test_a_clock_that_goes_back_opens_no_new_window() -> None:
    row = spend(None, WALLET, 50, NOON, "UTC")
    assert spend(row, WALLET, 1, NOON - DAY, "UTC").spent == 51


@given(spent=st.integers(0, 100), coins=st.integers(1, 200), sent=st.integers(-30, 30), later=st.integers(0, 40))
def test_what_returns_in_its_own_window_is_uncounted_and_never_below_nothing(
    spent: int, coins: int, sent: int, later: int
) -> None:
    row = window_at(None, WALLET, NOON, "UTC")._replace(spent=spent)
    spent_at = NOON + sent * HOUR
    now = max(NOON, spent_at) + later * HOUR
    back = give_back(row, coins, spent_at, now)
    if spent and row.starts_at <= spent_at and now < row.ends_at:
        assert back == row._replace(spent=max(0, spent - coins))
    else:
        assert back is None
    assert give_back(None, coins, spent_at, now) is None


def test_what_returns_at_the_very_end_of_a_window_belongs_to_the_next() -> None:
    row = spend(None, WALLET, 50, NOON, "UTC")
    assert give_back(row, 50, NOON, row.ends_at) is None
    assert give_back(row, 50, NOON, row.ends_at - 1) == row._replace(spent=0)
    assert give_back(row, 50, row.ends_at, row.ends_at) is None
