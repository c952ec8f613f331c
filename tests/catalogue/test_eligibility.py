"""
What is not known is not eligible, and every refusal says what would do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.catalogue import ineligible
from largesse.offers import Eligibility

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse.offers import GiftType

    Gift = Callable[..., GiftType]

HERE = Eligibility(regions=frozenset({"JP", "US-CA"}))
ONE_OF = "one of the regions JP, US-CA"


def refusal(
    gift: Gift,
    eligibility: Eligibility,
    sender_region: str | None = None,
    sender_age: int | None = None,
    recipient_age: int | None = None,
) -> tuple[str, str, str] | None:
    rose = gift("rose", eligibility=eligibility)
    found = ineligible(rose, sender_region=sender_region, sender_age=sender_age, recipient_age=recipient_age)
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


def test_the_first_that_will_not_do_is_told(gift: Gift) -> None:
    strict = Eligibility(sender_age_min=18, recipient_age_min=16, regions=frozenset({"JP"}))

    assert refusal(gift, strict) == ("sender", "AGE_UNKNOWN", "an age of 18 or more")
    assert refusal(gift, strict, sender_age=18) == ("sender", "REGION_UNKNOWN", "one of the regions JP")
    assert refusal(gift, strict, sender_age=18, sender_region="JP") == (
        "recipient",
        "AGE_UNKNOWN",
        "an age of 16 or more",
    )
    assert refusal(gift, strict, sender_age=18, sender_region="JP", recipient_age=16) is None
