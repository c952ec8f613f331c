"""
The days of the year: those that a rule gives, and those that a table must.

Lunar New Year and the Mid-Autumn Festival are from the Gregorian-lunar calendar conversion tables of the Hong Kong
Observatory. Diwali is the evening on which India has the new moon of the month of Kartika, as its almanacs reckon. A
test holds every day of the tables against the new moons, as Meeus computes them. Where the years of the tables end,
these gifts are not on offer any more until a new version brings more years.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from largesse_seasons.configuration import Hemisphere

YEARS = range(2026, 2036)
"""The years that the tables know."""
LUNAR_NEW_YEAR = (
    date(2026, 2, 17),
    date(2027, 2, 6),
    date(2028, 1, 26),
    date(2029, 2, 13),
    date(2030, 2, 3),
    date(2031, 1, 23),
    date(2032, 2, 11),
    date(2033, 1, 31),
    date(2034, 2, 19),
    date(2035, 2, 8),
)
"""The first day of the first month of the Chinese calendar."""
MID_AUTUMN = (
    date(2026, 9, 25),
    date(2027, 9, 15),
    date(2028, 10, 3),
    date(2029, 9, 22),
    date(2030, 9, 12),
    date(2031, 10, 1),
    date(2032, 9, 19),
    date(2033, 9, 8),
    date(2034, 9, 27),
    date(2035, 9, 16),
)
"""The fifteenth day of its eighth month."""
DIWALI = (
    date(2026, 11, 8),
    date(2027, 10, 29),
    date(2028, 10, 17),
    date(2029, 11, 5),
    date(2030, 10, 26),
    date(2031, 11, 14),
    date(2032, 11, 2),
    date(2033, 10, 22),
    date(2034, 11, 10),
    date(2035, 10, 30),
)
"""The evening of the lamps, the third of five days."""


class Season(NamedTuple):
    """From which day on a gift may be sent, on which day it costs its full price, and the last day."""

    opens: date
    day: date
    closes: date


def lunar_new_year(year: int, _: Hemisphere) -> Season:
    """Return the week before the new year until the Lantern Festival, its fifteenth day."""
    return _around(LUNAR_NEW_YEAR[YEARS.index(year)], before=7, after=14)


def carnival(year: int, _: Hemisphere) -> Season:
    """Return the Thursday before Lent until Shrove Tuesday, which is forty-seven days before Easter."""
    return _around(easter(year) - timedelta(days=47), before=5, after=0)


def spring(year: int, hemisphere: Hemisphere) -> Season:
    """Return the six weeks from the equinox on; trees are in bloom somewhere in each of them."""
    month = 3 if hemisphere == "north" else 9
    return _around(date(year, month, 27), before=7, after=35)


def midsummer(year: int, hemisphere: Hemisphere) -> Season:
    """Return the days around Saint John's, the 24th of June; in the south it is half a year later."""
    return _around(date(year, 6 if hemisphere == "north" else 12, 24), before=6, after=6)


def mid_autumn(year: int, _: Hemisphere) -> Season:
    """Return the week before the fullest moon of the year, and the day after it."""
    return _around(MID_AUTUMN[YEARS.index(year)], before=7, after=1)


def diwali(year: int, _: Hemisphere) -> Season:
    """Return the week before the evening of the lamps until the last of the five days."""
    return _around(DIWALI[YEARS.index(year)], before=7, after=2)


def winter(year: int, hemisphere: Hemisphere) -> Season:
    """Return the darkest weeks: December until the sixth of January; in the south it is half a year earlier."""
    month = 12 if hemisphere == "north" else 6
    return _around(date(year, month, 25), before=24, after=12)


def easter(year: int) -> date:
    """
    Return Easter Sunday of the Gregorian calendar.

    The rule is the one that J. M. Oudin gave in 1940, as in the Explanatory Supplement to the Astronomical Almanac.
    """
    century = year // 100
    golden = year % 19
    epact = century - century // 4 - (century - (century - 17) // 25) // 3 + 19 * golden + 15
    epact %= 30
    epact -= epact // 28 * (1 - epact // 28 * (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    offset = epact - weekday
    month = 3 + (offset + 40) // 44
    return date(year, month, offset + 28 - 31 * (month // 4))


def _around(day: date, *, before: int, after: int) -> Season:
    return Season(day - timedelta(days=before), day, day + timedelta(days=after))
