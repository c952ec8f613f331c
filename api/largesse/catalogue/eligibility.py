"""
Who may give and receive a gift type, where and when; what is not known is not eligible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from largesse.clock import iso_of
from largesse.errors import NotEligible

if TYPE_CHECKING:
    from largesse.clock import Instant
    from largesse.offers import GiftType, Period

_ROOMS_TOLD_MAX = 3
"""How many rooms a refusal names; more would be a page."""


class Occasion(NamedTuple):
    """
    Whose gift it would be, where and when; None is unknown.

    Args:
        room_id: in which room, as a uuid.
        now: the instant.
        sender_region: ISO 3166 of the sender's country (`US`) or subdivision (`US-CA`).
        sender_age: years that the sender is known to have at least.
        sender_level: the level that the sender is known to have reached.
        recipient_age: years that the recipient is known to have at least.
    """

    room_id: str
    now: Instant
    sender_region: str | None = None
    sender_age: int | None = None
    sender_level: int | None = None
    recipient_age: int | None = None


def ineligible(gift_type: GiftType, occasion: Occasion) -> NotEligible | None:
    """
    Return why a gift type may not be sent, or None if it may.

    Time, room, sender's age, region and level, and recipient's age are looked at in this order; the first that will
    not do is told.

    Args:
        gift_type: what is to be sent.
        occasion: by whom, to whom, where and when.
    """
    eligibility, key = gift_type.eligibility, gift_type.key
    return (
        _by_period(key, eligibility.periods, occasion.now)
        or _by_room(key, eligibility.rooms, occasion.room_id)
        or _by_age(key, "sender", eligibility.sender_age_min, occasion.sender_age)
        or _by_region(key, eligibility.regions, occasion.sender_region)
        or _by_level(key, eligibility.level_min, occasion.sender_level)
        or _by_age(key, "recipient", eligibility.recipient_age_min, occasion.recipient_age)
    )


def _by_period(key: str, periods: tuple[Period, ...] | None, now: Instant) -> NotEligible | None:
    if periods is None:
        return None
    following = next((period for period in periods if now < period.ends_at), None)
    if following is None:
        required = f"a time before {iso_of(periods[-1].ends_at)}" if periods else "it is offered at no time"
        return NotEligible(gift_type=key, party="sender", reason="OVER", required=required)
    if following.starts_at <= now:
        return None
    required = f"a time from {iso_of(following.starts_at)} on"
    return NotEligible(gift_type=key, party="sender", reason="NOT_YET", required=required)


def _by_room(key: str, rooms: frozenset[str] | None, room_id: str) -> NotEligible | None:
    if rooms is None or room_id in rooms:
        return None
    named = sorted(rooms)[:_ROOMS_TOLD_MAX]
    others = f" and {len(rooms) - len(named)} others" if len(rooms) > len(named) else ""
    required = f"one of the rooms {', '.join(named)}{others}" if rooms else "it is offered in no room"
    return NotEligible(gift_type=key, party="sender", reason="ROOM", required=required)


def _by_age(key: str, party: str, age_min: int | None, age: int | None) -> NotEligible | None:
    if age_min is None or (age is not None and age >= age_min):
        return None
    reason = "AGE_UNKNOWN" if age is None else "AGE"
    return NotEligible(gift_type=key, party=party, reason=reason, required=f"an age of {age_min} or more")


def _by_region(key: str, regions: frozenset[str] | None, region: str | None) -> NotEligible | None:
    if regions is None:
        return None
    if region is not None and (region in regions or _country_of(region) in regions):
        return None
    # Of someone in the US it is not known whether they are in US-CA, which may be what is required.
    unknown = region is None or any(region == _country_of(each) for each in regions)
    return NotEligible(
        gift_type=key,
        party="sender",
        reason="REGION_UNKNOWN" if unknown else "REGION",
        required=f"one of the regions {', '.join(sorted(regions))}" if regions else "it is offered in no region",
    )


def _by_level(key: str, level_min: int | None, level: int | None) -> NotEligible | None:
    if level_min is None or (level is not None and level >= level_min):
        return None
    reason = "LEVEL_UNKNOWN" if level is None else "LEVEL"
    return NotEligible(gift_type=key, party="sender", reason=reason, required=f"level {level_min} or more")


def _country_of(region: str) -> str:
    return region.partition("-")[0]
