"""
Variants, prices by date, and who a gift type is for: chosen and judged at the instant of the batch.
"""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from largesse.clock import DAY
from largesse.errors import GiftVariantUnknown, NotEligible, PriceChanged
from largesse.gifts.detail import detail_of
from largesse.gifts.rows import GIFTS
from largesse.offers import DatedPrice, GiftVariant, Period
from tests.gifts.scene import NOW, OTHER, Scene, caller, offer

RED = GiftVariant(key="red", names={"en": "Red rose"}, emoji="🟥")
GOLD = GiftVariant(key="gold", names={"en": "Golden rose"}, price_coins=50)
ROSES = offer(more={"variants": (RED, GOLD)})


def refused(scene: Scene, kind: type[Exception], **fields: object) -> Exception:
    """Return what a gift is refused with, having seen that nothing moved."""
    snapshot = scene.state.snapshot()
    with pytest.raises(kind) as caught:
        scene.send(**fields)
    assert scene.state.snapshot() == snapshot
    return caught.value


def test_a_variant_is_stored_with_the_gift_and_told_to_the_room() -> None:
    scene = Scene(ROSES)
    scene.grant(200)
    gift = scene.send(2, price_seen=100, variant="gold").answer.gift
    assert (gift.price_coins, gift.total_coins, scene.balance()) == (50, 100, 100)
    stored = detail_of(gift.detail)["type"]
    assert (stored["name"], stored["emoji"], stored["summary"]) == ("Rose", "🌹", "🌹 Golden rose")
    assert stored["variant"] == {"key": "gold", "name": "Golden rose", "emoji": "🌹"}
    assert orjson.loads(scene.state.events[-1].payload)["variant"] == "gold"


def test_the_first_variant_is_given_if_none_is_named_and_costs_what_its_gift_type_does() -> None:
    scene = Scene(ROSES)
    scene.grant(200)
    gift = scene.send().answer.gift
    assert gift.price_coins == 10
    assert detail_of(gift.detail)["type"]["variant"] == {"key": "red", "name": "Red rose", "emoji": "🟥"}
    assert orjson.loads(scene.state.events[-1].payload)["variant"] == "red"


def test_gifts_of_two_variants_do_not_share_what_is_stored() -> None:
    scene = Scene(ROSES)
    scene.grant(200)
    for variant in ("red", "gold", "red"):
        scene.send(price_seen=50 if variant == "gold" else 10, variant=variant)
    stored = [detail_of(gift.detail)["type"]["variant"]["key"] for gift in scene.state.rows(GIFTS)]
    assert stored == ["red", "gold", "red"]


@pytest.mark.parametrize("given", [ROSES, offer()])
def test_a_variant_that_there_is_not_is_refused_by_name(given: object) -> None:
    scene = Scene(given)  # type: ignore[arg-type]  # an offer
    scene.grant(200)
    error = refused(scene, GiftVariantUnknown, variant="blue")
    assert isinstance(error, GiftVariantUnknown)
    assert (error.gift_type, error.variant) == ("rose", "blue")


def test_a_gift_costs_what_is_in_force_at_the_instant_of_the_batch() -> None:
    prices = (DatedPrice(holds_from=NOW + DAY, price_coins=7), DatedPrice(holds_from=NOW + 2 * DAY, price_coins=9))
    scene = Scene(offer(more={"prices": prices}))
    scene.grant(200)
    costs = []
    for now, price in ((NOW + DAY - 1, 10), (NOW + DAY, 7), (NOW + 2 * DAY - 1, 7), (NOW + 2 * DAY, 9)):
        scene.state.now = now
        error = refused(scene, PriceChanged, quantity=2, price_seen=1)
        assert isinstance(error, PriceChanged)
        assert error.price_coins == 2 * price
        costs.append(scene.send(2, price_seen=2 * price).answer.gift.total_coins)
    assert costs == [20, 14, 14, 18]


def test_a_gift_type_is_for_whom_where_and_when_it_says() -> None:
    scene = Scene(
        offer("crown", level_min=5),
        offer("door", rooms=frozenset({OTHER})),
        offer("snow", periods=(Period(starts_at=NOW + DAY, ends_at=NOW + 2 * DAY),)),
    )
    scene.grant(200)
    reasons = []
    for gift_type, sender in (
        ("crown", caller()),
        ("crown", replace(caller(), level=4)),
        ("door", caller()),
        ("snow", caller()),
    ):
        error = refused(scene, NotEligible, gift_type=gift_type, sender=sender)
        assert isinstance(error, NotEligible)
        reasons.append(error.reason)
    assert reasons == ["LEVEL_UNKNOWN", "LEVEL", "ROOM", "NOT_YET"]
    scene.send(gift_type="crown", sender=replace(caller(), level=5))
    scene.state.now = NOW + DAY
    scene.send(gift_type="snow")
    scene.state.now = NOW + 2 * DAY
    error = refused(scene, NotEligible, gift_type="snow")
    assert isinstance(error, NotEligible)
    assert error.reason == "OVER"
    assert scene.balance() == 180
