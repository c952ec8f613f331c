"""
Gifts that plugins price: nothing is debited but what was seen, and what was committed is answered whatever follows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from largesse.errors import (
    GiftToSelf,
    NotEligible,
    NotFound,
    Overloaded,
    PluginFailed,
    PriceChanged,
    QuantityOutOfRange,
    RecipientNotOnStage,
    Refusal,
    RoomNotOpen,
    Unavailable,
)
from largesse.gifts.detail import detail_of
from largesse.gifts.order import GiftOrder
from largesse.gifts.pricing import Pricing
from largesse.gifts.proposal import Proposal
from largesse.gifts.rows import GIFTS
from largesse.gifts.send import GiftSend
from largesse.gifts.submit import deed_of, send
from largesse.offers import GiftVariant, Price
from largesse.plugins import WorkerLimits
from largesse.rooms.close import CloseOrder, RoomClose
from largesse.rooms.stage import StageMember
from largesse.rooms.stage_set import RoomStageSet, StageOrder
from tests.gifts.auction import MINUTE, REPORTS, per_piece
from tests.gifts.scene import GUEST, HOST, NOW, OTHER, Scene, Shelf, caller, offer

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse.ledger.deed import Applied, Deed
    from largesse.offers import PriceQuestion
    from tests.gifts.auction import Auction, Priced

ROSES = (
    GiftVariant(key="red", names={"en": "Red rose"}),
    GiftVariant(key="gold", names={"en": "Golden rose"}, price_coins=50),
)


async def test_a_gift_costs_what_its_plugin_asks_and_stores_why(priced: Priced) -> None:
    auction = priced()
    gift = (await auction.send(90, quantity=10)).answer.gift
    assert (gift.price_coins, gift.total_coins, auction.scene.balance()) == (9, 90, 910)
    assert detail_of(gift.detail)["proposal"] == {
        "coins": 9,
        "holds_until": NOW + MINUTE,
        "reason": "ten or more are cheaper",
        "plugin": "classics",
        "version": "1.2.0",
        "recipient_region": "US",
        "asked_at": NOW,
    }


async def test_a_plugin_is_asked_about_variant_quantity_room_and_region_and_not_about_the_sender(
    priced: Priced,
) -> None:
    auction = priced(variants=ROSES)
    auction.scene.state.now += 5
    await auction.send(150, quantity=3, variant="gold", recipient_id=GUEST)
    (question,) = auction.questions
    assert {name: getattr(question, name) for name in question.__slots__} == {
        "gift_type": "rose",
        "variant": "gold",
        "quantity": 3,
        "price_coins": 50,
        "room_id": auction.scene.room_id,
        "room_opened_at": NOW,
        "recipient_region": "JP",
        "now": NOW + 5,
    }


async def test_a_price_that_was_not_seen_is_told_and_nothing_moves(priced: Priced) -> None:
    error = await priced().refused(PriceChanged, 100, quantity=10)
    assert isinstance(error, PriceChanged)
    assert (error.price_seen, error.price_coins) == (100, 90)


async def test_a_plugin_that_changes_its_price_at_each_call_never_takes_more_than_was_seen(priced: Priced) -> None:
    prices = iter(range(3, 100))
    auction = priced(lambda question: Price(coins=next(prices), holds_until=question.now + MINUTE))
    seen = 2
    for _ in range(5):
        error = await auction.refused(PriceChanged, seen)
        assert isinstance(error, PriceChanged)
        seen = error.price_coins
    paid = (await auction.send(seen + 1)).answer.gift.total_coins
    assert paid == seen + 1 == 1_000 - auction.scene.balance()


async def test_a_price_that_lapses_before_the_commit_is_asked_for_once_more(priced: Priced) -> None:
    auction = priced(lambda question: Price(coins=question.now - NOW + 1, holds_until=question.now + 5))
    slow = _Slow(auction, [5, 0])
    applied = await send(auction.scene.sending(auction.pricing, journal=slow), auction.order(6))
    assert [question.now for question in auction.questions] == [NOW, NOW + 5]
    assert applied.answer.gift.total_coins == 6
    slow.waits[:] = [5, 0]
    before = auction.scene.state.snapshot()
    with pytest.raises(PriceChanged) as changed:
        await send(auction.scene.sending(auction.pricing, journal=slow), auction.order(6))
    assert (changed.value.price_coins, auction.scene.state.snapshot()) == (11, before)


async def test_a_price_that_lapses_twice_is_no_price_and_nothing_moves(priced: Priced) -> None:
    auction = priced(lambda question: Price(coins=1, holds_until=question.now + 1))
    slow = _Slow(auction, [1, 1])
    before = auction.scene.state.snapshot()
    with pytest.raises(Unavailable, match="what the gift costs changes faster than it can be sent"):
        await send(auction.scene.sending(auction.pricing, journal=slow), auction.order(1))
    assert (len(auction.questions), auction.scene.state.snapshot()) == (2, before)


async def test_a_recipient_who_has_moved_since_is_priced_anew(priced: Priced) -> None:
    auction = priced(lambda question: Price(coins=2 + (question.recipient_region == "KW"), holds_until=NOW + MINUTE))
    moved = StageOrder(
        caller_id=HOST,
        key="moved",
        content={},
        room_id=auction.scene.room_id,
        guest_ids=[GUEST],
        known={GUEST: StageMember(GUEST, "KW")},
    )
    slow = _Slow(auction, [0, 0], lambda: auction.scene.do(RoomStageSet, moved))
    order = auction.order(3, recipient_id=GUEST)
    applied = await send(auction.scene.sending(auction.pricing, journal=slow), order)
    assert [question.recipient_region for question in auction.questions] == ["JP", "KW"]
    assert detail_of(applied.answer.gift.detail)["proposal"]["recipient_region"] == "KW"


class _Slow:
    """A journal that lets time pass, and things happen, between the price and the commit."""

    def __init__(self, auction: Auction, waits: list[int], meanwhile: Callable[[], object] | None = None) -> None:
        self.auction = auction
        self.waits = waits
        self.meanwhile = meanwhile

    async def submit(self, deed: Deed) -> Applied:
        self.auction.scene.state.now += self.waits.pop(0)
        if self.meanwhile is not None:
            self.meanwhile, meanwhile = None, self.meanwhile
            meanwhile()
        return await self.auction.scene.state.submit(deed)


async def test_a_replay_answers_what_was_committed_though_the_plugin_is_broken_or_gone(priced: Priced) -> None:
    auction = priced()
    first = await auction.send(10, "k")

    def broken(_question: PriceQuestion) -> Price:
        raise RuntimeError("out of order")

    auction.answer = broken
    again = await auction.send(10, "k")
    assert (again.replayed, again.result) == (True, first.result)
    error = await auction.refused(PluginFailed, 10, key="another")
    assert str(error) == "The plugin 'classics' failed: it raised RuntimeError."
    auction.workers.quarantine("classics", "by hand")
    assert (await auction.send(10, "k")).replayed
    auction.scene.shelf = Shelf(offer("lily"))
    assert (await auction.send(10, "k")).replayed
    assert auction.scene.balance() == 990
    assert len(auction.scene.state.rows(GIFTS)) == 1


async def test_a_crowd_that_waits_for_a_plugin_is_told_so_and_a_replay_is_answered(priced: Priced) -> None:
    auction = priced()
    first = await auction.send(10, "k")
    crowded = priced(limits=WorkerLimits(waiting_max=0))
    auction.pricing = Pricing(crowded.workers, auction.find_room, REPORTS, auction)
    assert (await auction.send(10, "k")).result == first.result
    await auction.refused(Overloaded, 10)


@given(
    coins=st.integers(1, 1_000),
    quantity=st.integers(1, 99),
    seen=st.integers(0, 2_000),
    left=st.integers(-2, 2),
    asked_for=st.sampled_from(["US", "JP"]),
)
def test_whatever_is_proposed_nothing_is_debited_but_what_was_seen(
    coins: int, quantity: int, seen: int, left: int, asked_for: str
) -> None:
    scene = Scene(offer(more={"pricing": per_piece}))
    scene.grant(1_500)
    order = GiftOrder(
        sender=caller(),
        key="k",
        content={},
        room_id=scene.room_id,
        gift_type="rose",
        price_seen=seen,
        quantity=quantity,
    )
    deed = deed_of(scene.shelf, scene.cards, order)  # type: ignore[arg-type]  # a shelf finds, too
    assert isinstance(deed, GiftSend)
    proposal = Proposal(coins, NOW + left, "", "classics", "1.0", asked_for, NOW - 5)
    before = scene.state.snapshot()
    try:
        scene.state.do(replace(deed, proposal=proposal))
    except Refusal:
        assert scene.state.snapshot() == before
        assert (coins * quantity != seen) or seen > 1_500 or left <= 0 or asked_for != "US"
    else:
        assert scene.balance() == 1_500 - seen
        assert (coins * quantity, left > 0, asked_for) == (seen, True, "US")


async def test_a_plugin_in_quarantine_is_named_and_not_asked(priced: Priced) -> None:
    auction = priced()
    auction.workers.quarantine("classics", "too many faults")
    error = await auction.refused(PluginFailed, 10)
    assert isinstance(error, PluginFailed)
    assert (error.plugin, error.reason) == ("classics", "it is in quarantine: too many faults")
    assert auction.questions == []


async def test_a_wrong_answer_is_a_fault_of_the_plugins(priced: Priced) -> None:
    auction = priced(lambda _question: None)  # type: ignore[arg-type,return-value]  # that is the fault
    error = await auction.refused(PluginFailed, 10)
    assert isinstance(error, PluginFailed)
    assert error.reason == "the price of 'rose' cannot be used: it is of type NoneType, not Price"
    (standing,) = auction.workers.standings()
    assert [(figures.hook, figures.calls, figures.faults) for figures in standing.hooks] == [("pricing", 1, 1)]


async def test_a_plugin_cannot_change_the_question_that_it_is_asked(priced: Priced) -> None:
    def grasp(question: PriceQuestion) -> Price:
        question.quantity = 1  # type: ignore[misc]  # that is the fault
        return Price(coins=1, holds_until=question.now + 1)

    error = await priced(grasp).refused(PluginFailed, 10)
    assert str(error) == "The plugin 'classics' failed: it raised FrozenInstanceError."


def _closed(auction: Auction) -> None:
    auction.scene.do(RoomClose, CloseOrder(caller_id=HOST, key="c", content={}, room_id=auction.scene.room_id))


@pytest.mark.parametrize(
    ("fields", "kind", "asked"),
    [
        ({"quantity": 0}, QuantityOutOfRange, 0),
        ({"quantity": 100}, QuantityOutOfRange, 0),
        ({"room_id": OTHER}, NotFound, 0),
        ({"recipient_id": OTHER}, RecipientNotOnStage, 0),
        ({"sender": caller(HOST)}, GiftToSelf, 1),
        ({"gift_type": "adults"}, NotEligible, 1),
    ],
    ids=["none", "too many", "no room", "off stage", "self", "young"],
)
async def test_what_is_refused_whatever_it_costs_is_refused_for_that(
    priced: Priced, fields: dict[str, object], kind: type[Refusal], asked: int
) -> None:
    auction = priced()
    await auction.refused(kind, 1, **fields)
    assert len(auction.questions) == asked


async def test_a_closed_room_is_told_and_not_the_price(priced: Priced) -> None:
    auction = priced()
    _closed(auction)
    await auction.refused(RoomNotOpen, 10)


def test_a_gift_that_its_plugin_was_not_asked_about_is_not_sent() -> None:
    rose = offer(more={"pricing": per_piece})
    scene = Scene(rose)
    scene.grant(100)
    before = scene.state.snapshot()
    with pytest.raises(Refusal):
        scene.send()
    assert scene.state.snapshot() == before


def test_a_gift_of_a_fixed_price_asks_nobody() -> None:
    scene = Scene()
    order = GiftOrder(sender=caller(), key="k", content={}, room_id=scene.room_id, gift_type="rose", price_seen=10)
    deed = deed_of(scene.shelf, scene.cards, order)  # type: ignore[arg-type]  # a shelf finds, too
    assert isinstance(deed, GiftSend)
    assert deed.proposal is None
