"""
Who may give and receive a gift type, where and when, as a client may tell it before the tap.
"""

import strawberry

from largesse.offers import Eligibility
from largesse.schema.ids import global_id
from largesse.schema.scalars import DateTime


@strawberry.type
class GiftPeriod:
    """A stretch of time."""

    starts_at: DateTime
    """Its first instant."""
    ends_at: DateTime
    """The first instant after it."""


@strawberry.type
class GiftEligibility:
    """Who may give and receive a gift type, where and when; what is null is not asked for."""

    sender_age_min: int | None
    """The least age of the sender in years, or null; an unknown age is not enough."""
    recipient_age_min: int | None
    """The least age of the recipient in years, or null."""
    regions: list[str] | None
    """ISO 3166 codes of where senders must be, a country with its subdivisions; fixed with the version,
    null for everywhere."""
    level_min: int | None
    """The least level of the sender, as the platform's token tells it, or null; an unknown level is not enough."""
    room_ids: list[strawberry.ID] | None
    """The ids of the rooms in which it may be sent; fixed with the version, null for every room."""
    periods: list[GiftPeriod] | None
    """When it may be sent; fixed with the version, null for always."""


def gift_eligibility(eligibility: Eligibility) -> GiftEligibility:
    """Return who may give and receive a gift type."""
    regions, rooms, periods = eligibility.regions, eligibility.rooms, eligibility.periods
    return GiftEligibility(
        sender_age_min=eligibility.sender_age_min,
        recipient_age_min=eligibility.recipient_age_min,
        regions=None if regions is None else sorted(regions),
        level_min=eligibility.level_min,
        room_ids=None if rooms is None else [global_id("Room", room_id) for room_id in sorted(rooms)],
        periods=None
        if periods is None
        else [GiftPeriod(starts_at=period.starts_at, ends_at=period.ends_at) for period in periods],
    )
