"""
Gift types are found by key, stand in one order, and are known by what they say.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from largesse.catalogue import Catalogue
from largesse.errors import ConfigurationError, GiftTypeUnknown, GiftVariantUnknown
from largesse.offers import DatedPrice, Eligibility, GiftVariant, Media, Period, Tier

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from largesse.offers import GiftType

    Gift = Callable[..., GiftType]

RED = GiftVariant(key="red", names={"en": "Red rose"})
WHITE = GiftVariant(key="white", names={"en": "White rose"}, price_coins=7)


def test_a_gift_type_is_found_by_its_key_with_its_plugin(gift: Gift) -> None:
    rose = gift("rose")

    offer = Catalogue([("flowers", rose)]).find("rose")

    assert (offer.plugin, offer.gift_type) == ("flowers", rose)


def test_a_key_that_is_not_on_offer_is_refused_by_name(gift: Gift) -> None:
    with pytest.raises(GiftTypeUnknown) as caught:
        Catalogue([("flowers", gift("rose"))]).find("lily")

    assert caught.value.gift_type == "lily"


def test_the_listing_is_by_tier_then_sort_order_then_price_then_key(gift: Gift) -> None:
    gifts = [
        gift("crown", tier=Tier.LEGEND),
        gift("bell", price_coins=5),
        gift("ant", price_coins=5),
        gift("cat", price_coins=2),
        gift("dog", price_coins=1, sort_order=1),
        gift("elk", price_coins=9, sort_order=-1),
        gift("fox", tier=Tier.CHEER, sort_order=-9),
    ]

    listing = Catalogue([("flowers", each) for each in gifts]).listing

    assert [each.gift_type.key for each in listing] == ["elk", "cat", "ant", "bell", "dog", "fox", "crown"]


def test_a_key_that_two_plugins_offer_is_refused(gift: Gift) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Catalogue([("flowers", gift("rose")), ("jewels", gift("rose"))])

    assert str(caught.value) == "'flowers' and 'jewels' both offer gift type 'rose'"


def test_a_file_that_is_gone_is_told_by_name(gift: Gift, still: Path) -> None:
    rose = gift("rose")
    still.unlink()

    with pytest.raises(ConfigurationError) as caught:
        Catalogue([("flowers", rose)])

    assert str(caught.value) == (
        "a gift type's media cannot be served: 'rose.svg' cannot be read: No such file or directory"
    )


def test_media_have_addresses_that_name_their_content(gift: Gift, still: Path) -> None:
    animation, sound = still.with_name("rose.webm"), still.with_name("rose.ogg")
    animation.write_bytes(b"film")
    sound.write_bytes(b"ding")
    rose = gift("rose", media=Media(still=still, animation=animation, sound=sound))
    film, ding = sha256(b"film").hexdigest()[:16], sha256(b"ding").hexdigest()[:16]
    drawn = sha256(b"<svg/>").hexdigest()[:16]

    media = Catalogue([("flowers", rose)]).find("rose").media

    assert media.still == f"/media/flowers/{drawn}/rose.svg"
    assert media.animation == f"/media/flowers/{film}/rose.webm"
    assert media.sound == f"/media/flowers/{ding}/rose.ogg"
    assert media.reduced_motion == media.still


def test_a_still_alone_leaves_animation_and_sound_empty(gift: Gift) -> None:
    media = Catalogue([("flowers", gift("rose"))]).find("rose").media

    assert (media.animation, media.sound, media.reduced_motion) == (None, None, media.still)


def test_what_stands_in_for_motion_is_its_own_file_if_there_is_one(gift: Gift, still: Path) -> None:
    calm = still.with_name("calm.png")
    calm.write_bytes(b"calm")
    rose = gift("rose", media=Media(still=still, reduced_motion=calm))

    media = Catalogue([("flowers", rose)]).find("rose").media

    assert media.reduced_motion.endswith("/calm.png")


def hash_of(gift_type: GiftType) -> str:
    return Catalogue([("flowers", gift_type)]).find(gift_type.key).hash


def test_a_hash_is_the_same_wherever_the_files_lie_and_however_names_are_ordered(gift: Gift, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "rose.svg"
    elsewhere.parent.mkdir()
    elsewhere.write_text("<svg/>")
    here = gift("rose", names={"en": "Rose", "de": "Rose"})
    there = gift("rose", names={"de": "Rose", "en": "Rose"}, media=Media(still=elsewhere))

    assert hash_of(here) == hash_of(there)
    assert len(hash_of(here)) == 64


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"names": {"en": "Thorn"}},
        {"names": {"en": "Rose", "de": "Rose"}},
        {"emoji": "🥀"},
        {"price_coins": 2},
        {"tier": Tier.CHEER},
        {"quantity_max": 98},
        {"sort_order": 1},
        {"eligibility": Eligibility(sender_age_min=18)},
        {"eligibility": Eligibility(recipient_age_min=18)},
        {"eligibility": Eligibility(regions=frozenset())},
        {"eligibility": Eligibility(regions=frozenset({"JP"}))},
        {"eligibility": Eligibility(level_min=1)},
        {"eligibility": Eligibility(rooms=frozenset())},
        {"eligibility": Eligibility(periods=())},
        {"eligibility": Eligibility(periods=(Period(starts_at=0, ends_at=1),))},
        {"prices": (DatedPrice(holds_from=0, price_coins=1),)},
        {"variants": (RED,)},
        {"variants": (replace(RED, price_coins=1),)},
        {"variants": (replace(RED, emoji="🌹"),)},
        {"variants": (replace(RED, key="crimson"),)},
        {"pricing": max},
    ],
    ids=str,
)
def test_a_hash_changes_with_whatever_the_gift_type_says(gift: Gift, change: dict[str, object]) -> None:
    assert hash_of(gift("rose", **change)) != hash_of(gift("rose"))


@pytest.mark.parametrize("change", [{"duration_ms": 2_000}, {"loops": True}, {"colors": ("#ff0000",)}], ids=str)
def test_a_hash_changes_with_how_its_media_are_shown(gift: Gift, still: Path, change: dict[str, Any]) -> None:
    shown, otherwise = Media(still=still, animation=still), Media(still=still, animation=still, **change)

    assert hash_of(gift("rose", media=shown)) != hash_of(gift("rose", media=otherwise))


def test_a_hash_changes_with_the_bytes_of_its_media(gift: Gift, still: Path) -> None:
    before = hash_of(gift("rose"))
    still.write_text("<svg> </svg>")

    assert hash_of(gift("rose")) != before


def test_a_hash_changes_with_the_bytes_of_a_variants_media(gift: Gift, tmp_path: Path) -> None:
    picture = tmp_path / "red.svg"
    picture.write_text("<svg/>")
    rose = gift("rose", variants=(replace(RED, media=Media(still=picture)),))
    before = hash_of(rose)
    picture.write_text("<svg> </svg>")

    assert hash_of(rose) != before


def test_the_first_variant_is_given_if_none_is_named(gift: Gift) -> None:
    offer = Catalogue([("flowers", gift("rose", variants=(RED, WHITE)))]).find("rose")

    assert (offer.variant(None), offer.variant("red"), offer.variant("white")) == (RED, RED, WHITE)
    assert Catalogue([("flowers", gift("rose"))]).find("rose").variant(None) is None


@pytest.mark.parametrize("variants", [(), (RED, WHITE)])
def test_a_variant_that_there_is_not_is_refused_by_name(gift: Gift, variants: tuple[GiftVariant, ...]) -> None:
    offer = Catalogue([("flowers", gift("rose", variants=variants))]).find("rose")
    with pytest.raises(GiftVariantUnknown) as caught:
        offer.variant("blue")

    assert (caught.value.gift_type, caught.value.variant) == ("rose", "blue")


def test_a_price_holds_from_its_instant_and_a_variant_keeps_its_own(gift: Gift) -> None:
    prices = (DatedPrice(holds_from=10, price_coins=3), DatedPrice(holds_from=20, price_coins=2))
    rose = gift("rose", price_coins=5, prices=prices, variants=(RED, WHITE))
    offer = Catalogue([("flowers", rose)]).find("rose")

    told = [(offer.price_at(RED, at), offer.price_until(RED, at)) for at in (9, 10, 19, 20)]
    assert told == [(5, 10), (3, 20), (3, 20), (2, None)]
    assert (offer.price_at(None, 9), offer.price_until(None, 9)) == (5, 10)
    assert (offer.price_at(WHITE, 15), offer.price_until(WHITE, 15)) == (7, None)


def test_a_variant_is_served_its_own_media_or_its_gift_types(gift: Gift, tmp_path: Path) -> None:
    picture = tmp_path / "white.svg"
    picture.write_text("<svg/>")
    white = replace(WHITE, media=Media(still=picture))
    catalogue = Catalogue([("flowers", gift("rose", variants=(RED, white)))])
    offer = catalogue.find("rose")

    assert offer.media_of(RED) == offer.media_of(None) == offer.media
    own = offer.media_of(white)
    assert own.still.rpartition("/")[2] == "white.svg"
    assert (own.reduced_motion, own.animation, own.sound) == (own.still, None, None)
    assert catalogue.media.find(own.still) is not None


def test_whatever_an_offer_is_not_for_makes_it_restricted(gift: Gift) -> None:
    def restricted(**eligibility: object) -> bool:
        rose = gift("rose", eligibility=Eligibility(**eligibility))  # type: ignore[arg-type]  # named by the caller
        return Catalogue([("flowers", rose)]).find("rose").restricted

    assert not restricted()
    assert all(restricted(**{name: 1}) for name in ("sender_age_min", "recipient_age_min", "level_min"))
    assert all(restricted(**{name: frozenset()}) for name in ("regions", "rooms"))
    assert restricted(periods=())
