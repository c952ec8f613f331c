"""
Who may give and receive a gift type, by age and region; what is not known is not eligible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.errors import NotEligible

if TYPE_CHECKING:
    from largesse.offers import GiftType


def ineligible(
    gift_type: GiftType,
    *,
    sender_region: str | None,
    sender_age: int | None,
    recipient_age: int | None,
) -> NotEligible | None:
    """
    Return why a gift type may not be sent, or None if it may.

    Sender's age, sender's region and recipient's age are looked at in this order; the first that will not do is told.

    Args:
        gift_type: what is to be sent.
        sender_region: ISO 3166 of the sender's country (`US`) or subdivision (`US-CA`); None if unknown.
        sender_age: years that the sender is known to have at least; None if unknown.
        recipient_age: the same of the recipient.
    """
    eligibility, key = gift_type.eligibility, gift_type.key
    return (
        _by_age(key, "sender", eligibility.sender_age_min, sender_age)
        or _by_region(key, eligibility.regions, sender_region)
        or _by_age(key, "recipient", eligibility.recipient_age_min, recipient_age)
    )


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


def _country_of(region: str) -> str:
    return region.partition("-")[0]
