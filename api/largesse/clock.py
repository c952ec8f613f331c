"""
Instants, clocks and days: UTC integers, and the zones in which people count their days.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

Instant = int
"""Microseconds since 1970-01-01T00:00:00Z."""

MICROSECONDS = 1_000_000
DAY = 86_400 * MICROSECONDS
FOREVER: Instant = 2**63 - 1
"""The instant of what never ends: the largest signed 64-bit integer."""


class Clock(Protocol):
    """What tells the time; tests turn one of their own."""

    def now(self) -> Instant:
        """Return the present instant, in microseconds since the epoch."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> Instant:
        """Return the machine's wall clock, in microseconds since the epoch."""
        return time.time_ns() // 1_000


def instant_of(moment: datetime) -> Instant:
    """
    Return the instant of an aware datetime.

    Raises:
        ValueError: the datetime has no time zone.
    """
    if moment.tzinfo is None:
        message = f"{moment!r} has no time zone"
        raise ValueError(message)
    return (moment - _EPOCH) // timedelta(microseconds=1)


def datetime_of(instant: Instant) -> datetime:
    """Return the instant as an aware datetime in UTC; what lies past year 9999 is clamped to its last microsecond."""
    if instant >= _LAST_INSTANT:
        return _LAST
    return _EPOCH + timedelta(microseconds=instant)


def iso_of(instant: Instant) -> str:
    """Return the instant as ISO 8601 text in UTC, for instance `2026-01-31T12:00:00Z`."""
    return datetime_of(instant).isoformat().replace("+00:00", "Z")


def day_of(instant: Instant, time_zone: str) -> tuple[Instant, Instant]:
    """
    Return where the day of an instant starts and ends in a time zone.

    A day may last 23 or 25 hours where clocks are changed.

    Args:
        instant: any instant.
        time_zone: a name of the IANA time zone database, such as `Asia/Tokyo`.

    Returns:
        The first instant of that day and the first of the next.
    """
    zone = _zone(time_zone)
    day = (_EPOCH + timedelta(microseconds=instant)).astimezone(zone).date()
    return _bounds(day, time_zone)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)
_LAST_INSTANT = (_LAST - _EPOCH) // timedelta(microseconds=1)


@lru_cache(maxsize=512)
def _zone(time_zone: str) -> ZoneInfo:
    return ZoneInfo(time_zone)


@lru_cache(maxsize=4096)
def _bounds(day: date, time_zone: str) -> tuple[Instant, Instant]:
    zone = _zone(time_zone)
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    following = day + timedelta(days=1)
    end = datetime(following.year, following.month, following.day, tzinfo=zone)
    return instant_of(start.astimezone(UTC)), instant_of(end.astimezone(UTC))
