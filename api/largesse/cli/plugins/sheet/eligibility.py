"""
Who may give a gift, where and when, in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.cli.plugins.sheet.markup import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from largesse.offers import Eligibility


def who_and_when(eligibility: Eligibility) -> list[str]:
    """Return a phrase for each thing that is asked for; none if the gift is for everybody, at any time."""
    return list(_phrases(eligibility))


def _phrases(eligibility: Eligibility) -> Iterator[str]:
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
    for period in eligibility.periods or ():
        yield f"from {moment(period.starts_at)}, to {moment(period.ends_at)}"
    if eligibility.periods == ():
        yield "no time at all"
