"""
Replaying asks of a stored gift what was asked then, and tells what would be otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from largesse.clock import DAY
from largesse.gifts.order import GiftOrder
from largesse.gifts.proposal import Proposal, asked
from largesse.gifts.replay import repriced
from largesse.gifts.rows import GIFTS
from largesse.gifts.send import GiftSend
from largesse.gifts.submit import deed_of
from largesse.offers import DatedPrice, GiftVariant, Period, Price, PriceQuestion
from largesse.rooms.rows import ROOMS
from tests.gifts.scene import GUEST, NOW, OTHER, Scene, Shelf, caller, offer

if TYPE_CHECKING:
    from largesse.catalogue import Offer

RED = GiftVariant(key="red", names={"en": "Red rose"})


async def ask(on_offer: Offer, question: PriceQuestion) -> Price:
    return asked(on_offer, question)


async def told(scene: Scene, *offers: Offer) -> tuple[int | None, str] | None:
    """Return what the last gift would cost with these gift types on offer, and why; None if the same."""
    gift, (room,) = scene.state.rows(GIFTS)[-1], scene.state.rows(ROOMS)
    found = await repriced(gift, room, Shelf(*offers), ask)  # type: ignore[arg-type]  # a shelf finds, too
    return None if found is None else (found.price_coins, found.reason)


def given(*, quantity: int = 2, on_offer: Offer | None = None, proposal: Proposal | None = None) -> Scene:
    """A scene in which a gift was sent, at a fixed price or at a proposal."""
    scene = Scene(on_offer or offer())
    scene.grant(1_000)
    seen = (proposal.coins if proposal else 10) * quantity
    order = GiftOrder(
        sender=caller(),
        key="k",
        content={},
        room_id=scene.room_id,
        gift_type="rose",
        price_seen=seen,
        quantity=quantity,
        recipient_id=GUEST,
    )
    deed = deed_of(scene.shelf, scene.cards, order)  # type: ignore[arg-type]  # a shelf finds, too
    assert isinstance(deed, GiftSend)
    scene.state.do(replace(deed, proposal=proposal))
    return scene


async def test_a_gift_that_would_cost_the_same_is_not_told() -> None:
    scene = given()
    assert await told(scene, offer()) is None
    assert (
        await told(scene, offer(price_coins=3, more={"prices": (DatedPrice(holds_from=NOW, price_coins=10),)})) is None
    )


async def test_a_fixed_price_is_the_one_of_the_instant_of_sending() -> None:
    later = offer(price_coins=9, more={"prices": (DatedPrice(holds_from=NOW + 1, price_coins=10),)})
    assert await told(given(), later) == (9, "")


async def test_a_gift_that_could_not_be_sent_is_told_with_the_reason() -> None:
    scene = given()
    assert await told(scene) == (None, "There is no gift type 'rose' on offer.")
    assert await told(scene, offer(quantity_max=1)) == (None, "The quantity must be from 1 to 1, not 2.")
    over = offer(periods=(Period(starts_at=NOW - DAY, ends_at=NOW),))
    assert await told(scene, over) == (
        None,
        "The sender is not eligible for 'rose' (OVER): a time before 2026-01-01T12:00:00Z.",
    )
    elsewhere = offer(rooms=frozenset({OTHER}))
    assert await told(scene, elsewhere) == (
        None,
        f"The sender is not eligible for 'rose' (ROOM): one of the rooms {OTHER}.",
    )
    red = given(on_offer=offer(more={"variants": (RED,)}))
    assert await told(red, offer()) == (None, "The gift type 'rose' has no variant 'red'.")
    assert await told(scene, offer(more={"pricing": lambda _question: None})) == (
        None,
        "The plugin 'classics' failed: the price of 'rose' cannot be used: it is of type NoneType, not Price.",
    )


async def test_what_only_a_token_told_refuses_nothing_afterwards() -> None:
    assert await told(given(), offer(sender_age_min=99, regions=frozenset(), level_min=99)) is None


async def test_what_priced_itself_is_asked_what_it_was_asked_then() -> None:
    questions: list[PriceQuestion] = []

    def price(question: PriceQuestion) -> Price:
        questions.append(question)
        return Price(coins=8, holds_until=question.now + 1, reason="a new tune")

    dynamic = offer(more={"pricing": price})
    proposal = Proposal(7, NOW + 1, "", "classics", "1.0", "KW", NOW - 5)
    scene = given(on_offer=dynamic, proposal=proposal._replace(recipient_region="JP"))
    assert await told(scene, dynamic) == (8, "a new tune")
    (question,) = questions
    assert question == PriceQuestion(
        gift_type="rose",
        variant=None,
        quantity=2,
        price_coins=10,
        room_id=scene.room_id,
        room_opened_at=NOW,
        recipient_region="JP",
        now=NOW - 5,
    )


async def test_what_had_a_fixed_price_is_asked_as_of_its_sending_for_the_region_that_paid() -> None:
    questions: list[PriceQuestion] = []

    def price(question: PriceQuestion) -> Price:
        questions.append(question)
        return Price(coins=10, holds_until=question.now + 1)

    assert await told(given(), offer(more={"pricing": price})) is None
    assert [(question.now, question.recipient_region) for question in questions] == [(NOW, "JP")]
