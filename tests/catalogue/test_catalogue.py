"""
Gift types are found by key, stand in one order, and are known by what they say.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from largesse.catalogue import Catalogue
from largesse.errors import ConfigurationError, GiftTypeUnknown
from largesse.offers import Eligibility, Media, Tier

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from largesse.offers import GiftType

    Gift = Callable[..., GiftType]


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
