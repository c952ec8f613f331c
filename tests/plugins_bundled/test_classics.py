"""
The classics: thirty-six gifts in six tiers, each drawn, animated once and sounded.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import largesse_classics
from largesse import Tier

GIFT_TYPES = {gift_type.key: gift_type for gift_type in largesse_classics.largesse_gift_types()}
MEDIA = Path(largesse_classics.__file__).parent / "media"


def test_there_are_six_gifts_in_each_tier() -> None:
    assert len(GIFT_TYPES) == len(list(largesse_classics.largesse_gift_types())) == 36
    assert Counter(gift_type.tier for gift_type in GIFT_TYPES.values()) == dict.fromkeys(Tier, 6)


def test_prices_ascend_from_1_to_30000_coins_through_the_tiers() -> None:
    gift_types = sorted(GIFT_TYPES.values(), key=lambda each: (list(Tier).index(each.tier), each.sort_order))
    prices = [gift_type.price_coins for gift_type in gift_types]
    assert prices == sorted(set(prices))
    assert (prices[0], prices[-1]) == (1, 30_000)
    assert gift_types == list(GIFT_TYPES.values())


def test_every_file_of_the_media_belongs_to_a_gift() -> None:
    media = [gift_type.media for gift_type in GIFT_TYPES.values()]
    assert {path for each in media for path in (each.still, each.animation, each.sound)} == set(MEDIA.iterdir())


def test_their_animations_play_once() -> None:
    assert not any(gift_type.media.loops for gift_type in GIFT_TYPES.values())
