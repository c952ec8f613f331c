"""
The days on which the bank publishes: all but weekends and the closing days of TARGET, the euro's settlement system.
"""

from __future__ import annotations

from datetime import date, timedelta

SATURDAY = 5
FIXED = frozenset({(1, 1), (5, 1), (12, 25), (12, 26)})
"""New Year's Day, Labour Day and two days of Christmas, as month and day; the same in every year since 2002."""
GOOD_FRIDAY, EASTER_MONDAY = -2, 1
"""The two closing days that move, in days from Easter Sunday."""


def next_business_day(day: date) -> date:
    """Return the first day after another on which the bank publishes."""
    while True:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY and not is_closing_day(day):
            return day


def is_closing_day(day: date) -> bool:
    """Tell whether TARGET is closed on a day, as the European Central Bank has it since 2002."""
    return (day.month, day.day) in FIXED or (day - easter(day.year)).days in {GOOD_FRIDAY, EASTER_MONDAY}


def easter(year: int) -> date:
    """
    Return Easter Sunday of a year in the Gregorian calendar.

    It is the Sunday after the paschal full moon; that moon follows from the place of the year in the cycle of nineteen
    years (the golden number) and from what the calendar has corrected in the centuries (J. Meeus, Astronomical
    Algorithms, chapter 8).
    """
    golden, (century, of_century) = year % 19, divmod(year, 100)
    leap_centuries, skipped = divmod(century, 4)
    moon_correction = (century - (century + 8) // 25 + 1) // 3
    full_moon = (19 * golden + century - leap_centuries - moon_correction + 15) % 30
    leap_years, left = divmod(of_century, 4)
    to_sunday = (32 + 2 * skipped + 2 * leap_years - full_moon - left) % 7
    late = (golden + 11 * full_moon + 22 * to_sunday) // 451
    month, day = divmod(full_moon + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
