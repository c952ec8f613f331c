"""
New moons, to hold the calendars of the moon against.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import radians, sin

_EPOCH = datetime(2000, 1, 6, 14, 20, 37, tzinfo=UTC)
"""The mean new moon that others are counted from."""
_MONTH = timedelta(days=29.530588861)
_TERRESTRIAL_AHEAD = timedelta(seconds=70)
"""How far terrestrial time is ahead of UTC in these years."""
# Amplitude in days, and multiples of the sun's anomaly, the moon's anomaly and the moon's argument of latitude.
_TERMS = (
    (-0.40720, 0, 1, 0),
    (0.17241, 1, 0, 0),
    (0.01608, 0, 2, 0),
    (0.01039, 0, 0, 2),
    (0.00739, -1, 1, 0),
    (-0.00514, 1, 1, 0),
    (0.00208, 2, 0, 0),
    (-0.00111, 0, 1, -2),
    (-0.00057, 0, 1, 2),
    (0.00056, 1, 2, 0),
    (-0.00042, 0, 3, 0),
    (0.00042, 1, 0, 2),
    (0.00038, 1, 0, -2),
    (-0.00024, -1, 2, 0),
)


def new_moon_near(moment: datetime) -> datetime:
    """
    Return the new moon nearest to a moment, within about a minute.

    The mean moon and its corrections are those of Jean Meeus, Astronomical Algorithms, second edition, chapter 49.
    """
    count = round((moment - _EPOCH) / _MONTH)
    return min((_new_moon(each) for each in (count - 1, count, count + 1)), key=lambda moon: abs(moon - moment))


def _new_moon(count: int) -> datetime:
    sun = radians(2.5534 + 29.10535670 * count)
    moon = radians(201.5643 + 385.81693528 * count)
    latitude = radians(160.7108 + 390.67050284 * count)
    correction = sum(size * sin(a * sun + b * moon + c * latitude) for size, a, b, c in _TERMS)
    correction -= 0.00017 * sin(radians(124.7746 - 1.56375588 * count))
    return _EPOCH + count * _MONTH + timedelta(days=correction) - _TERRESTRIAL_AHEAD
