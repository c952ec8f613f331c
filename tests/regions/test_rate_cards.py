"""
One card is in force at a place and an instant, or none is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from largesse.clock import DAY, FOREVER
from largesse.errors import RateCardMissing
from largesse.regions import RateCards, card_hashes

from .conftest import make_card, make_region

if TYPE_CHECKING:
    from largesse.offers import Region

    from .conftest import Card, Place

EU = make_region("EU", countries=frozenset({"DE", "FR", "ES-CN"}))
JP = make_region("JP", currency="JPY", time_zone="Asia/Tokyo")
US = make_region("US", currency="USD", time_zone="America/New_York")
CALIFORNIA = make_region("US-CA", currency="USD", time_zone="America/Los_Angeles")
WORLD = RateCards([("regions", each) for each in (EU, JP, US, CALIFORNIA)])


@pytest.mark.parametrize(
    ("place", "nearest"),
    [
        ("US-CA", CALIFORNIA),
        ("US-TX", US),
        ("US", US),
        ("DE", EU),
        ("DE-BE", EU),
        ("ES-CN", EU),
        ("EU", EU),
        ("JP", JP),
    ],
)
def test_the_subdivision_comes_before_the_country_before_the_bloc(place: str, nearest: Region) -> None:
    assert WORLD.resolve(place) is nearest
    assert WORLD.in_force(place, 0).region == nearest.code


@pytest.mark.parametrize("place", ["ES", "BR", "BR-SP", "U", "us", "US_CA", "-", "-CA"])
def test_a_place_that_nobody_covers_is_refused(place: str) -> None:
    for ask in (WORLD.resolve, WORLD.history, lambda each: WORLD.in_force(each, 0)):
        with pytest.raises(RateCardMissing) as caught:
            ask(place)
        assert (caught.value.region, caught.value.reason) == (place, "no region covers it")


@pytest.mark.parametrize("place", [None, ""])
def test_an_unknown_place_is_refused_and_never_guessed(place: str | None) -> None:
    with pytest.raises(RateCardMissing) as caught:
        WORLD.in_force(place, 0)

    assert (caught.value.region, caught.value.reason) == ("", "the region is unknown")


def test_a_country_of_two_blocs_is_ambiguous_and_the_others_are_not(region: Place) -> None:
    nordic = region("NX", countries=frozenset({"SE", "DE"}))
    cards = RateCards([("regions", EU), ("north", nordic)])

    for place in ("DE", "DE-BE"):
        with pytest.raises(RateCardMissing) as caught:
            cards.in_force(place, 0)
        assert caught.value.region == place
        assert caught.value.reason == "it is ambiguous, EU of plugin regions and NX of plugin north are equally near"
    assert (cards.resolve("FR"), cards.resolve("SE")) == (EU, nordic)


def test_a_country_of_two_blocs_with_cards_of_its_own_is_not_ambiguous(region: Place) -> None:
    germany = region("DE")
    cards = RateCards([("a", EU), ("b", region("NX", countries=frozenset({"DE"}))), ("c", germany)])

    assert cards.resolve("DE-BE") is germany


def test_one_code_of_two_plugins_is_ambiguous_even_if_they_say_the_same(region: Place) -> None:
    cards = RateCards([("a", region("JP")), ("b", region("JP"))])

    with pytest.raises(RateCardMissing) as caught:
        cards.resolve("JP")

    assert caught.value.reason == "it is ambiguous, JP of plugin a and JP of plugin b are equally near"


def test_a_bloc_that_names_a_country_and_a_part_of_it_covers_the_part_once(region: Place) -> None:
    bloc = region("EU", countries=frozenset({"ES", "ES-CN"}))

    assert RateCards([("regions", bloc)]).resolve("ES-CN") is bloc


def test_a_card_holds_from_its_instant_until_that_of_the_next(card: Card, region: Place) -> None:
    first, second = card(1, 10 * DAY), card(2, 20 * DAY)
    cards = RateCards([("regions", region("JP", first, second, currency="JPY", time_zone="Asia/Tokyo"))])

    old, new = cards.in_force("JP", 20 * DAY - 1), cards.in_force("JP", 20 * DAY)

    assert (old.card, old.until, new.card, new.until) == (first, 20 * DAY, second, FOREVER)
    assert cards.in_force("JP", 10 * DAY) is old
    assert cards.in_force("JP", FOREVER) is new
    assert cards.history("JP") == (old, new)
    assert (old.plugin, old.region, old.currency, old.time_zone) == ("regions", "JP", "JPY", "Asia/Tokyo")
    assert (old.hash, new.hash) == card_hashes(cards.resolve("JP"))


def test_before_the_first_card_none_holds_and_its_instant_is_told(card: Card, region: Place) -> None:
    cards = RateCards([("regions", region("JP", card(1, 10 * DAY)))])

    with pytest.raises(RateCardMissing) as caught:
        cards.in_force("JP", 10 * DAY - 1)

    assert caught.value.reason == "none holds yet, the first will from 1970-01-11T00:00:00Z"
    assert cards.resolve("JP").code == "JP"


def test_the_next_change_is_the_next_instant_or_never(card: Card, region: Place) -> None:
    cards = RateCards([("regions", region("JP", card(1, 10), card(2, 20)))])

    assert [cards.next_change("JP", instant) for instant in (9, 10, 19, 20, 21)] == [10, 20, 20, FOREVER, FOREVER]
    following = [cards.following("JP", instant) for instant in (9, 10, 20)]
    assert [each and each.card.version for each in following] == [1, 2, None]


def test_there_may_be_no_regions_at_all() -> None:
    assert RateCards([]).regions == ()


@given(st.lists(st.integers(0, 1_000), min_size=1, max_size=20, unique=True), st.integers(0, 1_001))
def test_the_card_in_force_is_the_last_that_holds_already(instants: list[int], instant: int) -> None:
    timeline = [make_card(version, each) for version, each in enumerate(sorted(instants), 1)]
    cards = RateCards([("regions", make_region("JP", *timeline))])
    holding = [each for each in timeline if each.holds_from <= instant]
    coming = [each for each in timeline if each.holds_from > instant]

    if holding:
        found = cards.in_force("JP-13", instant)
        assert found.card is holding[-1]
        assert found.until == cards.next_change("JP", instant)
    else:
        with pytest.raises(RateCardMissing):
            cards.in_force("JP-13", instant)
    assert cards.next_change("JP", instant) == (coming[0].holds_from if coming else FOREVER)
