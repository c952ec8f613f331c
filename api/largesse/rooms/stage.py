"""
The stage of a room: its host and its guests, who may receive gifts.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import orjson

from largesse.errors import StageInvalid

if TYPE_CHECKING:
    from collections.abc import Sequence

GUESTS_MAX = 8
"""How many guests a stage takes beside the host."""


class StageMember(NamedTuple):
    """
    Somebody on stage, as they were known when they were put there.

    Args:
        person_id: who.
        region: ISO 3166, by which their earnings are counted; empty if unknown.
        age_min: the age in years that they certainly have; None if unknown.
    """

    person_id: str
    region: str
    age_min: int | None = None


def checked_stage(host: StageMember, guests: Sequence[StageMember]) -> tuple[StageMember, ...]:
    """
    Return the stage of a host and guests, the host first.

    Raises:
        StageInvalid: too many guests, one named twice, or the host among them.
    """
    named = [guest.person_id for guest in guests]
    if len(named) > GUESTS_MAX:
        raise StageInvalid(f"{len(named)} guests are too many", GUESTS_MAX)
    if len(set(named)) != len(named):
        raise StageInvalid("A guest is named twice", GUESTS_MAX)
    if host.person_id in named:
        raise StageInvalid("The host is not a guest", GUESTS_MAX)
    return (host, *guests)


def member_of(stage: Sequence[StageMember], person_id: str | None) -> StageMember | None:
    """
    Return who on stage would receive a gift, or None if whoever is meant is not there.

    Args:
        stage: the host first.
        person_id: who is meant; the host if None.
    """
    if person_id is None:
        return stage[0]
    return next((member for member in stage if member.person_id == person_id), None)


def stage_text(stage: Sequence[StageMember]) -> str:
    """Return a stage as JSON: `[{"person_id", "region", "age_min"}, …]`."""
    return orjson.dumps([member._asdict() for member in stage]).decode()


@lru_cache(maxsize=4096)
def stage_of(text: str) -> tuple[StageMember, ...]:
    """Return the stage that `stage_text` wrote, the host first."""
    return tuple(StageMember(**member) for member in orjson.loads(text))
