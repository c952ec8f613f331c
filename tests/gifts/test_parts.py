"""
What draws become: parts and residue are the whole, and diamonds mature at a midnight after the holding period.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from largesse.clock import DAY, FOREVER, MICROSECONDS, day_of, instant_of
from largesse.clock import datetime_of as moment
from largesse.gifts import parts as parts_module
from largesse.gifts.parts import matures_at, parts_of
from largesse.money import DIAMONDS_PER_COIN, Ratio
from largesse.regions import RateCards, payout_value_of, split_of
from largesse.wallets.draw import Draw
from largesse.wallets.rows import LotRow
from tests.gifts.scene import CARDS, NOW, card, region

if TYPE_CHECKING:
    import pytest

HOUR = 3_600 * MICROSECONDS


def draw(coins: int, earns: Ratio) -> Draw:
    lot = LotRow("l", "w", "BONUS", "NONE", coins, 0, True, 0, 0, 0, "", str(earns), 0, 1, FOREVER, "", 0, "", "c")  # noqa: FBT003 - a row, in the order of its columns
    return Draw(lot, 0, coins, 0, 0, 0)


@st.composite
def shares(draw_from: st.DrawFn) -> Ratio:
    denominator = draw_from(st.integers(1, 1_000))
    return Ratio(draw_from(st.integers(0, denominator)), denominator)


@given(drawn=st.lists(st.tuples(st.integers(1, 10**6), shares()), max_size=5), share=shares(), value=shares())
def test_the_parts_of_a_draw_are_the_whole_and_what_the_quote_says(
    drawn: list[tuple[int, Ratio]], share: Ratio, value: Ratio
) -> None:
    rates = card(creator_share=share, payout_value=Ratio(value.numerator + 1, value.denominator))
    in_force = RateCards([region("US", "USD", "UTC", rates)]).in_force("US", NOW)
    # Twice: what is looked up is what was computed.
    for _ in range(2):
        parts = parts_of([draw(coins, earns) for coins, earns in drawn], in_force)
        assert len(parts) == len(drawn)
        for part, (coins, earns) in zip(parts, drawn, strict=True):
            quoted = split_of(rates, coins, earns)
            assert (part.diamonds, part.platform_diamonds, part.residue) == quoted[:3]
            assert sum(part[1:4]) == coins * DIAMONDS_PER_COIN
            assert part.residue in {0, 1}
            assert part.value_units == payout_value_of(rates, part.diamonds).units


def test_what_is_looked_up_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts_module, "_WORTHS_MAX", 3)
    monkeypatch.setattr(parts_module, "_worths", {})
    in_force = CARDS.in_force("US", NOW)
    for coins in range(1, 20):
        parts_of([draw(coins, Ratio(1))], in_force)
        assert len(parts_module._worths) <= 3


def test_cards_of_two_instants_are_not_mistaken_for_each_other() -> None:
    first, second = CARDS.in_force("KW", NOW), CARDS.in_force("KW", NOW + DAY)
    amounts = [parts_of([draw(10, Ratio(1))], in_force)[0].diamonds for in_force in (first, second, first)]
    assert amounts == [4_000_000, 5_000_000, 4_000_000]


@given(hours=st.lists(st.integers(0, 24 * 400), min_size=1, max_size=10), place=st.sampled_from(["US", "JP", "KW"]))
def test_diamonds_mature_at_the_first_midnight_after_the_holding_period(hours: list[int], place: str) -> None:
    in_force = CARDS.in_force(place, NOW)
    for later in hours:
        earned_at = NOW + later * HOUR
        due = earned_at + in_force.card.holding_days * DAY
        matures = matures_at(in_force, earned_at)
        assert matures == day_of(due, in_force.time_zone)[1]
        assert due < matures <= due + 25 * HOUR


def test_a_day_of_earning_is_one_bucket_also_when_clocks_change() -> None:
    in_force = CARDS.in_force("US", NOW)
    # 2026-03-08 has 23 hours in New York; 14 days before it the day has 24.
    start, end = day_of(instant_of(moment(NOW).replace(month=2, day=22)), "America/New_York")
    days = {matures_at(in_force, instant) for instant in range(start, end, HOUR)}
    assert len(days) == 2
    assert max(days) - min(days) == 24 * HOUR


def test_a_gift_at_midnight_belongs_to_the_new_day() -> None:
    in_force = CARDS.in_force("JP", NOW)
    midnight = day_of(NOW, "Asia/Tokyo")[1]
    assert matures_at(in_force, midnight) - matures_at(in_force, midnight - 1) == DAY
