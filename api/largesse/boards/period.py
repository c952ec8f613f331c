"""
Periods: for how long what is given counts on a board.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from largesse.clock import FOREVER, datetime_of, instant_of

if TYPE_CHECKING:
    from largesse.clock import Instant


class Period(Enum):
    """For how long what is given counts."""

    STREAM = "STREAM"
    """In one room, from its opening to its close."""
    DAY = "DAY"
    """A day, from midnight to midnight."""
    WEEK = "WEEK"
    """A week of ISO 8601, from Monday to Sunday."""
    MONTH = "MONTH"
    """A month of the calendar."""
    ALL_TIME = "ALL_TIME"
    """All that was ever given."""


class Span(NamedTuple):
    """
    One period of a kind.

    Args:
        period: the kind.
        starts_at: its first instant; 0 of what begins with its owner.
        ends_at: the first instant after it; `FOREVER` of what ends with its owner.
    """

    period: Period
    starts_at: Instant
    ends_at: Instant


STREAM = Span(Period.STREAM, 0, FOREVER)
"""All that is given in a room."""
CREATORS = (Period.DAY, Period.WEEK, Period.MONTH, Period.ALL_TIME)
"""The periods of whoever receives gifts, whichever room they are in."""


def span_of(period: Period, instant: Instant, time_zone: str) -> Span:
    """
    Return the period of a kind that an instant lies in.

    Args:
        period: the kind.
        instant: any instant.
        time_zone: the IANA zone in which days begin; a day may last 23 or 25 hours where clocks are changed.
    """
    if period in {Period.STREAM, Period.ALL_TIME}:
        return Span(period, 0, FOREVER)
    return _span(period, datetime_of(instant).astimezone(zone_of(time_zone)).date(), time_zone)


@lru_cache(maxsize=64)
def zone_of(time_zone: str) -> ZoneInfo:
    """Return a zone, which is read from a file once."""
    return ZoneInfo(time_zone)


@lru_cache(maxsize=4_096)
def _span(period: Period, day: date, time_zone: str) -> Span:
    if period is Period.DAY:
        first, following = day, day + timedelta(days=1)
    elif period is Period.WEEK:
        first = day - timedelta(days=day.weekday())
        following = first + timedelta(days=7)
    else:
        first = day.replace(day=1)
        following = (first + timedelta(days=31)).replace(day=1)
    return Span(period, _midnight(first, time_zone), _midnight(following, time_zone))


def _midnight(day: date, time_zone: str) -> Instant:
    return instant_of(datetime(day.year, day.month, day.day, tzinfo=zone_of(time_zone)))
