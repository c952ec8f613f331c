"""
Who may give a gift, where and when, in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.cli.plugins.sheet.markup import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from largesse.offers import Eligibility


def who_asked(eligibility: Eligibility) -> list[str]:
    """Return a phrase for each thing that is asked of people and places; none if the gift is for everybody."""
    return list(_who(eligibility))


def when_asked(eligibility: Eligibility) -> list[str]:
    """Return when the gift may be sent; none if at any time."""
    if eligibility.periods == ():
        return ["at no time"]
    return [f"{moment(each.starts_at)}, to {moment(each.ends_at)}" for each in eligibility.periods or ()]


def _who(eligibility: Eligibility) -> Iterator[str]:
    if eligibility.sender_age_min is not None:
        yield f"senders from {eligibility.sender_age_min} years"
    if eligibility.recipient_age_min is not None:
        yield f"recipients from {eligibility.recipient_age_min} years"
    if eligibility.level_min is not None:
        yield f"senders from level {eligibility.level_min}"
    if eligibility.regions is not None:
        yield f"senders in {', '.join(sorted(eligibility.regions)) or 'no region'}"
    if eligibility.rooms is not None:
        yield f"{len(eligibility.rooms)} room{'' if len(eligibility.rooms) == 1 else 's'}"
