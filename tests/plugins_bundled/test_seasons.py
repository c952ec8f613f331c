"""
The seasons: their days are those of the calendars, begin and end in the operator's zone, and cost less until they come.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

import largesse_seasons
from largesse import GiftType, instant_of
from largesse_seasons import calendars
from largesse_seasons.calendars import DIWALI, LUNAR_NEW_YEAR, MID_AUTUMN, YEARS, Season, easter
from largesse_seasons.configuration import Config
from largesse_seasons.gifts import ROWS, Row, Seasons

from .new_moons import new_moon_near

MEDIA = Path(largesse_seasons.__file__).parent / "media"
CHINA, INDIA = ZoneInfo("Asia/Shanghai"), ZoneInfo("Asia/Kolkata")


def offered(**config: object) -> dict[str, GiftType]:
    found = largesse_seasons.largesse_gift_types(Config.model_validate(config))
    return {gift_type.key: gift_type for gift_type in found}


def at(text: str, zone: str = "UTC") -> int:
    return instant_of(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def on_offer(gift_type: GiftType, instant: int) -> bool:
    periods = gift_type.eligibility.periods
    assert periods is not None
    return any(period.starts_at <= instant < period.ends_at for period in periods)


def test_seven_gifts_loop_and_every_file_belongs_to_one() -> None:
    media = [gift_type.media for gift_type in offered().values()]
    assert len(media) == 7
    assert all(each.loops for each in media)
    assert {path for each in media for path in (each.still, each.animation, each.sound)} == set(MEDIA.iterdir())


@pytest.mark.parametrize("table", [LUNAR_NEW_YEAR, MID_AUTUMN, DIWALI], ids=["new year", "mid-autumn", "diwali"])
def test_a_table_has_one_day_of_each_year(table: tuple[date, ...]) -> None:
    assert [day.year for day in table] == list(YEARS)


@pytest.mark.parametrize("day", LUNAR_NEW_YEAR, ids=str)
def test_the_lunar_new_year_is_the_day_of_the_new_moon_that_falls_in_aquarius(day: date) -> None:
    moon = new_moon_near(datetime(day.year, day.month, day.day, 12, tzinfo=CHINA))
    assert moon.astimezone(CHINA).date() == day
    assert date(day.year, 1, 21) <= day <= date(day.year, 2, 20)


@pytest.mark.parametrize("day", MID_AUTUMN, ids=str)
def test_mid_autumn_is_the_fifteenth_day_of_a_moon(day: date) -> None:
    first = day - timedelta(days=14)
    moon = new_moon_near(datetime(first.year, first.month, first.day, 12, tzinfo=CHINA))
    assert moon.astimezone(CHINA).date() == first
    assert date(day.year, 9, 7) <= day <= date(day.year, 10, 8)


@pytest.mark.parametrize("day", DIWALI, ids=str)
def test_diwali_is_the_evening_of_the_day_of_which_the_moon_is_new_within_the_next(day: date) -> None:
    evening = datetime(day.year, day.month, day.day, 18, tzinfo=INDIA)
    # The lunar day that ends with the new moon has begun by then; it lasts 19 to 26 hours.
    assert timedelta() < new_moon_near(evening) - evening < timedelta(hours=20)
    assert date(day.year, 10, 17) <= day <= date(day.year, 11, 15)


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(1818, "03-22"), (1943, "04-25"), (1954, "04-18"), (1981, "04-19"), (2000, "04-23"), (2026, "04-05"),
     (2027, "03-28"), (2028, "04-16"), (2029, "04-01"), (2035, "03-25"), (2038, "04-25")],
)  # fmt: skip
def test_easter_is_the_sunday_that_it_was_or_will_be(year: int, sunday: str) -> None:
    assert easter(year).isoformat() == f"{year}-{sunday}"


def test_easter_is_a_sunday_from_march_22_to_april_25() -> None:
    for year in range(1583, 4_100):
        assert easter(year).weekday() == 6
        assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)


@pytest.mark.parametrize(
    ("seasons", "north", "south"),
    [
        (calendars.lunar_new_year, ("2026-02-10", "2026-02-17", "2026-03-03"), None),
        (calendars.carnival, ("2026-02-12", "2026-02-17", "2026-02-17"), None),
        (calendars.spring, ("2026-03-20", "2026-03-27", "2026-05-01"), ("2026-09-20", "2026-09-27", "2026-11-01")),
        (calendars.midsummer, ("2026-06-18", "2026-06-24", "2026-06-30"), ("2026-12-18", "2026-12-24", "2026-12-30")),
        (calendars.mid_autumn, ("2026-09-18", "2026-09-25", "2026-09-26"), None),
        (calendars.diwali, ("2026-11-01", "2026-11-08", "2026-11-10"), None),
        (calendars.winter, ("2026-12-01", "2026-12-25", "2027-01-06"), ("2026-06-01", "2026-06-25", "2026-07-07")),
    ],
)
def test_the_days_of_2026_are_these(seasons: Seasons, north: tuple[str, ...], south: tuple[str, ...] | None) -> None:
    assert seasons(2026, "north") == Season(*map(date.fromisoformat, north))
    assert seasons(2026, "south") == Season(*map(date.fromisoformat, south or north))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_a_gift_has_a_period_in_each_year_and_two_prices(row: Row) -> None:
    gift_type = offered()[row.key]
    assert len(gift_type.eligibility.periods or ()) == len(YEARS)
    assert [price.price_coins for price in gift_type.prices] == [row.eve_coins, row.price_coins] * len(YEARS)
    assert row.eve_coins < row.price_coins == gift_type.price_coins


def test_the_lantern_is_on_offer_from_the_first_moment_of_its_first_day_to_the_last_of_its_last() -> None:
    lantern = offered(time_zone="Asia/Shanghai")["new_year_lantern"]
    begins, ends = at("2026-02-10", "Asia/Shanghai"), at("2026-03-04", "Asia/Shanghai")
    assert [on_offer(lantern, instant) for instant in (begins - 1, begins, ends - 1, ends)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_the_lantern_costs_less_until_the_new_year_has_come() -> None:
    lantern = offered(time_zone="Asia/Shanghai")["new_year_lantern"]
    day = at("2026-02-17", "Asia/Shanghai")
    assert [lantern.price_at(instant) for instant in (at("2026-02-10", "Asia/Shanghai"), day - 1, day)] == [
        188, 188, 288,
    ]  # fmt: skip
    assert lantern.price_at(at("2027-01-30", "Asia/Shanghai")) == 188


def test_days_begin_where_the_audience_lives_also_where_clocks_are_changed() -> None:
    blossom = offered(time_zone="America/New_York")["spring_blossom"]
    period = (blossom.eligibility.periods or ())[0]
    assert period.starts_at == instant_of(datetime(2026, 3, 20, 4, tzinfo=UTC))
    assert period.ends_at == instant_of(datetime(2026, 5, 2, 4, tzinfo=UTC))
    south = offered(time_zone="Australia/Sydney", hemisphere="south")["spring_blossom"]
    period = (south.eligibility.periods or ())[0]
    # Sydney's clocks go forward on the fourth of October.
    assert period.starts_at == instant_of(datetime(2026, 9, 19, 14, tzinfo=UTC))
    assert period.ends_at == instant_of(datetime(2026, 11, 1, 13, tzinfo=UTC))


def test_the_year_of_the_south_is_the_norths_half_a_year_on_and_festivals_are_everywhere_the_same() -> None:
    north, south = offered(), offered(hemisphere="south")
    differing = {key for key in north if north[key].eligibility != south[key].eligibility}
    assert differing == {"spring_blossom", "midsummer_sun", "winter_star"}


@pytest.mark.parametrize(
    ("config", "problem"),
    [({"time_zone": "Mars/Olympus"}, "there is no time zone 'Mars/Olympus'"), ({"hemisphere": "west"}, "'north' or")],
)
def test_a_configuration_that_is_of_no_place_on_earth_is_refused(config: dict[str, str], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        Config.model_validate(config)
