"""
What is not known is not eligible, and every refusal says what would do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.catalogue import Occasion, ineligible
from largesse.clock import DAY
from largesse.offers import Eligibility, Period

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse.offers import GiftType

    Gift = Callable[..., GiftType]

HERE = Eligibility(regions=frozenset({"JP", "US-CA"}))
ONE_OF = "one of the regions JP, US-CA"
NOW = 1_767_268_800_000_000
"""2026-01-01T12:00:00Z."""
ROOM, *OTHERS = (f"00000000-0000-0000-0000-00000000000{number}" for number in range(1, 7))


def refusal(gift: Gift, eligibility: Eligibility, **known: object) -> tuple[str, str, str] | None:
    rose = gift("rose", eligibility=eligibility)
    found = ineligible(rose, Occasion(**{"room_id": ROOM, "now": NOW, **known}))  # type: ignore[arg-type]  # by name
    if found is None:
        return None
    assert found.gift_type == "rose"
    return found.party, found.reason, found.required


def test_a_gift_type_that_says_nothing_is_for_everybody(gift: Gift) -> None:
    assert refusal(gift, Eligibility()) is None


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (None, ("sender", "AGE_UNKNOWN", "an age of 18 or more")),
        (0, ("sender", "AGE", "an age of 18 or more")),
        (17, ("sender", "AGE", "an age of 18 or more")),
        (18, None),
        (99, None),
    ],
)
def test_the_sender_must_be_known_to_be_old_enough(
    gift: Gift, age: int | None, expected: tuple[str, str, str] | None
) -> None:
    assert refusal(gift, Eligibility(sender_age_min=18), sender_age=age) == expected


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (None, ("recipient", "AGE_UNKNOWN", "an age of 16 or more")),
        (15, ("recipient", "AGE", "an age of 16 or more")),
        (16, None),
    ],
)
def test_the_recipient_must_be_known_to_be_old_enough(
    gift: Gift, age: int | None, expected: tuple[str, str, str] | None
) -> None:
    assert refusal(gift, Eligibility(recipient_age_min=16), recipient_age=age) == expected


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("JP", None),
        ("JP-13", None),
        ("US-CA", None),
        ("US-TX", ("sender", "REGION", ONE_OF)),
        ("US", ("sender", "REGION_UNKNOWN", ONE_OF)),
        ("DE", ("sender", "REGION", ONE_OF)),
        (None, ("sender", "REGION_UNKNOWN", ONE_OF)),
    ],
)
def test_a_country_includes_its_subdivisions_and_not_the_other_way(
    gift: Gift, region: str | None, expected: tuple[str, str, str] | None
) -> None:
    assert refusal(gift, HERE, sender_region=region) == expected


def test_a_gift_type_for_no_region_is_for_nobody(gift: Gift) -> None:
    nowhere = Eligibility(regions=frozenset())

    assert refusal(gift, nowhere, sender_region="JP") == ("sender", "REGION", "it is offered in no region")


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (None, ("sender", "LEVEL_UNKNOWN", "level 5 or more")),
        (4, ("sender", "LEVEL", "level 5 or more")),
        (5, None),
    ],
)
def test_the_sender_must_be_known_to_have_come_far_enough(
    gift: Gift, level: int | None, expected: tuple[str, str, str] | None
) -> None:
    assert refusal(gift, Eligibility(level_min=5), sender_level=level) == expected


def test_a_gift_type_of_some_rooms_is_sent_in_these_alone(gift: Gift) -> None:
    here, elsewhere = Eligibility(rooms=frozenset({ROOM})), Eligibility(rooms=frozenset(OTHERS))

    assert refusal(gift, here) is None
    assert refusal(gift, elsewhere) == ("sender", "ROOM", f"one of the rooms {', '.join(OTHERS[:3])} and 2 others")
    assert refusal(gift, here, room_id=OTHERS[0]) == ("sender", "ROOM", f"one of the rooms {ROOM}")
    assert refusal(gift, Eligibility(rooms=frozenset())) == ("sender", "ROOM", "it is offered in no room")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (NOW - 1, ("sender", "NOT_YET", "a time from 2026-01-01T12:00:00Z on")),
        (NOW, None),
        (NOW + DAY - 1, None),
        (NOW + DAY, ("sender", "NOT_YET", "a time from 2026-01-03T12:00:00Z on")),
        (NOW + 2 * DAY, None),
        (NOW + 3 * DAY, ("sender", "OVER", "a time before 2026-01-04T12:00:00Z")),
    ],
)
def test_a_period_has_its_first_instant_and_not_the_one_after_its_last(
    gift: Gift, now: int, expected: tuple[str, str, str] | None
) -> None:
    days = (Period(starts_at=NOW, ends_at=NOW + DAY), Period(starts_at=NOW + 2 * DAY, ends_at=NOW + 3 * DAY))

    assert refusal(gift, Eligibility(periods=days), now=now) == expected


def test_a_gift_type_for_no_time_is_never_sent(gift: Gift) -> None:
    assert refusal(gift, Eligibility(periods=())) == ("sender", "OVER", "it is offered at no time")


def test_the_first_that_will_not_do_is_told(gift: Gift) -> None:
    strict = Eligibility(
        sender_age_min=18,
        recipient_age_min=16,
        regions=frozenset({"JP"}),
        level_min=2,
        rooms=frozenset({ROOM}),
        periods=(Period(starts_at=NOW, ends_at=NOW + 1),),
    )
    known: dict[str, object] = {"now": 0, "room_id": OTHERS[0]}
    told = []
    for said in ("now", NOW), ("room_id", ROOM), ("sender_age", 18), ("sender_region", "JP"), ("sender_level", 2):
        told.append((refusal(gift, strict, **known) or ())[:2])
        known.update([said])

    assert told == [
        ("sender", "NOT_YET"),
        ("sender", "ROOM"),
        ("sender", "AGE_UNKNOWN"),
        ("sender", "REGION_UNKNOWN"),
        ("sender", "LEVEL_UNKNOWN"),
    ]
    assert refusal(gift, strict, **known) == ("recipient", "AGE_UNKNOWN", "an age of 16 or more")
    assert refusal(gift, strict, recipient_age=16, **known) is None
