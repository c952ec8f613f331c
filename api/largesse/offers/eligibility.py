"""
Who may give and receive a gift type, where and when.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from largesse.clock import Instant

_REGION = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")
_ROOM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """
    A stretch of time.

    Args:
        starts_at: its first instant, in microseconds since the epoch.
        ends_at: the first instant after it.
    """

    starts_at: Instant
    ends_at: Instant

    def __post_init__(self) -> None:
        """Check that it has a length."""
        if self.ends_at <= self.starts_at:
            message = f"a period must end after it starts, not from {self.starts_at} to {self.ends_at}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """
    Who may give and receive a gift type; nothing said means everybody.

    Args:
        sender_age_min: the least age of the sender in years; an unknown age is not eligible.
        recipient_age_min: the same for the recipient.
        regions: ISO 3166 codes (`JP`, `US-CA`) of senders; a country includes its subdivisions.
        level_min: the least level of the sender, as their token tells it; an unknown level is not eligible.
        rooms: the identifiers of the rooms in which it may be sent.
        periods: when it may be sent, in order, none overlapping another; an instant must be within one of them.
    """

    sender_age_min: int | None = None
    recipient_age_min: int | None = None
    regions: frozenset[str] | None = None
    level_min: int | None = None
    rooms: frozenset[str] | None = None
    periods: tuple[Period, ...] | None = None

    def __post_init__(self) -> None:
        """Check ages, level, the forms of regions and rooms, and the order of the periods."""
        for age in (self.sender_age_min, self.recipient_age_min):
            if age is not None and not 0 < age <= 120:  # noqa: PLR2004 - an age in years
                message = f"an age must be from 1 to 120, not {age}"
                raise ValueError(message)
        for region in self.regions or ():
            if not _REGION.fullmatch(region):
                message = f"{region!r} is not a code of ISO 3166"
                raise ValueError(message)
        if self.level_min is not None and self.level_min < 1:
            message = f"a level must be 1 or more, not {self.level_min}"
            raise ValueError(message)
        for room in self.rooms or ():
            if not _ROOM.fullmatch(room):
                message = f"{room!r} is not the identifier of a room"
                raise ValueError(message)
        for before, after in pairwise(self.periods or ()):
            if after.starts_at < before.ends_at:
                message = "periods must be in order, and none may overlap another"
                raise ValueError(message)
