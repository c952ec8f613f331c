"""
Reading the file: the rates of its newest day, with the instants between which they are used.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from largesse import ExchangeRate, instant_of
from largesse_rates_ecb.published import published
from largesse_rates_ecb.target import next_business_day

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import date
    from pathlib import Path

    from largesse import Instant

FRANKFURT = ZoneInfo("Europe/Berlin")
"""The bank writes CET for its own time, which is an hour ahead of that in summer."""
AS_OF = time(14, 15, tzinfo=FRANKFURT)
"""When the central banks have agreed on the rates of a day: around 14:10, says the bank; it used to say 14:15."""
PUBLISHED_AT = time(16, tzinfo=FRANKFURT)
"""When they are published, or a little later, on every day but weekends and the closing days of TARGET."""
HOUR: Instant = 3_600_000_000
FILE_BYTES_MAX = 1_000_000
"""A day has two thousand bytes, and the ninety days that the bank publishes together a hundred thousand."""


@dataclass(frozen=True, slots=True)
class Reading:
    """
    Reads the file each time that it is called.

    Args:
        file: where it is.
        grace_hours: how many hours after the next publication is due its rates may still be used.
        quotes: the currencies that are wanted; others are left out.
    """

    file: Path
    grace_hours: int
    quotes: AbstractSet[str]

    def __call__(self) -> list[ExchangeRate]:
        """
        Return the rates of the newest day in the file.

        Raises:
            ValueError: it cannot be read, is too large, or is not what the bank publishes.
        """
        day, rates = published(self._content())
        as_of, stale_at = instants_of(day, self.grace_hours)
        return [
            ExchangeRate(quote=quote, rate=rate, as_of=as_of, stale_at=stale_at)
            for quote, rate in rates.items()
            if quote in self.quotes
        ]

    def _content(self) -> bytes:
        try:
            # A pipe would be waited for, and is no file to come back to.
            if not self.file.is_file():
                message = f"there is no file {self.file}"
                raise ValueError(message)
            with self.file.open("rb") as file:
                content = file.read(FILE_BYTES_MAX + 1)
        except OSError as error:
            message = f"{self.file} cannot be read: {error.strerror}"
            raise ValueError(message) from error
        if len(content) > FILE_BYTES_MAX:
            message = f"{self.file} is larger than {FILE_BYTES_MAX} bytes"
            raise ValueError(message)
        return content


def instants_of(day: date, grace_hours: int) -> tuple[Instant, Instant]:
    """
    Return as of when the rates of a day hold, and from when they are stale.

    They hold as of 14:15 in Frankfurt, and are stale so many hours after the next ones are due: at 16:00 on the next
    day that is neither of a weekend nor a closing day of TARGET. So rates of a Friday are used until Monday, and those
    of Maundy Thursday until the Tuesday after Easter.

    Args:
        day: the day of publication.
        grace_hours: hours after the next publication is due.
    """
    due = instant_of(datetime.combine(next_business_day(day), PUBLISHED_AT))
    return instant_of(datetime.combine(day, AS_OF)), due + grace_hours * HOUR
