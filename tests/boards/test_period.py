"""
Periods: which instants count together, in the zone in which days begin.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from largesse.boards.period import STREAM, Period, Span, span_of
from largesse.clock import DAY, FOREVER, datetime_of, instant_of

instants = st.integers(0, instant_of(datetime(2200, 1, 1, tzinfo=UTC)))
zones = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca"]
)
calendar = st.sampled_from([Period.DAY, Period.WEEK, Period.MONTH])


def at(text: str) -> int:
    return instant_of(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("period", "starts", "ends"),
    [
        (Period.DAY, "2027-01-01T00:00:00+01:00", "2027-01-02T00:00:00+01:00"),
        # 1 January 2027 is a Friday: the week began in the year before.
        (Period.WEEK, "2026-12-28T00:00:00+01:00", "2027-01-04T00:00:00+01:00"),
        (Period.MONTH, "2027-01-01T00:00:00+01:00", "2027-02-01T00:00:00+01:00"),
    ],
)
def test_a_period_begins_and_ends_at_midnight_of_its_zone(period: Period, starts: str, ends: str) -> None:
    expected = Span(period, at(starts), at(ends))
    assert span_of(period, at("2026-12-31T23:30:00+00:00"), "Europe/Berlin") == expected


def test_a_day_on_which_clocks_are_changed_is_shorter_or_longer() -> None:
    spring, autumn = (
        span_of(Period.DAY, at(day), "Europe/Berlin") for day in ("2026-03-29T12:00Z", "2026-10-25T12:00Z")
    )
    assert [spring.ends_at - spring.starts_at, autumn.ends_at - autumn.starts_at] == [DAY * 23 // 24, DAY * 25 // 24]


@pytest.mark.parametrize("period", [Period.STREAM, Period.ALL_TIME])
def test_what_has_no_dates_holds_everything(period: Period) -> None:
    assert span_of(period, at("2026-05-05T05:05:05Z"), "Asia/Tokyo") == Span(period, 0, FOREVER)
    assert Span(Period.STREAM, 0, FOREVER) == STREAM


@given(instants, zones, calendar)
def test_every_instant_is_in_one_period_of_a_kind(instant: int, zone: str, period: Period) -> None:
    span = span_of(period, instant, zone)
    assert span.starts_at <= instant < span.ends_at
    assert span_of(period, span.starts_at, zone) == span
    assert span_of(period, span.ends_at - 1, zone) == span
    assert span_of(period, span.ends_at, zone).starts_at == span.ends_at


@given(instants, zones)
def test_a_week_is_that_of_iso_8601(instant: int, zone: str) -> None:
    span = span_of(Period.WEEK, instant, zone)
    day, first = (datetime_of(each).astimezone(ZoneInfo(zone)).date() for each in (instant, span.starts_at))
    assert first.isocalendar()[:2] == day.isocalendar()[:2]
    assert (day - first) < timedelta(days=7)
