"""
Every hook is said once, with what a plugin's author must know.
"""

from __future__ import annotations

from largesse.plugins import HOOKS, digest_of
from largesse.plugins.hookspecs import OFFERS


def test_there_are_four_offers_and_five_tellings_in_this_contract() -> None:
    assert HOOKS == (
        "largesse_gift_types",
        "largesse_regions",
        "largesse_exchange_rates",
        "largesse_moderators",
        "largesse_gift_sent",
        "largesse_gift_reversed",
        "largesse_combo_ended",
        "largesse_room_opened",
        "largesse_room_closed",
    )
    assert set(HOOKS[:4]) == OFFERS


def test_a_digest_is_that_of_canonical_json() -> None:
    # printf '{"a":"1/2","b":[1,null,true,"ä"]}' | sha256sum
    expected = "5f2d04ffe56b2bd056255251616597b1c4dc05c817d4a5d5f55ec1de6f7a0668"

    assert digest_of({"b": [1, None, True, "ä"], "a": "1/2"}) == expected
