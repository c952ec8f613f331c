"""
Prices that are shown to whoever only looks: asked once for as long as they hold, for all who look.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from largesse.errors import PluginFailed, QuantityOutOfRange
from largesse.gifts.pricing import Pricing, Wanted
from largesse.offers import Price
from largesse.rooms.stage import StageMember
from tests.gifts.auction import MINUTE, REPORTS
from tests.gifts.scene import HOST, NOW, OTHER

if TYPE_CHECKING:
    from tests.gifts.auction import Auction, Priced


def _rose(auction: Auction, quantity: int = 1) -> Wanted:
    return Wanted(auction.rose, auction.rose.variant(None), quantity)


async def _shown(auction: Auction, wanted: Wanted | None = None) -> int:
    room = await auction.find_room(auction.scene.room_id)
    assert room is not None
    proposal = await auction.pricing.shown(wanted or _rose(auction), room, StageMember(HOST, "US"))
    return proposal.coins


async def test_whoever_looks_is_told_what_was_answered_before_while_it_holds(priced: Priced) -> None:
    auction = priced(lambda question: Price(coins=1 + question.now - NOW, holds_until=question.now + 10))
    told = []
    for now in (0, 9, 10, 19, 20):
        auction.scene.state.now = NOW + now
        told.append(await _shown(auction))
    assert (told, len(auction.questions)) == ([1, 1, 11, 11, 21], 3)


async def test_many_who_look_at_once_have_it_asked_once(priced: Priced) -> None:
    auction = priced()
    assert await asyncio.gather(*(_shown(auction) for _ in range(100))) == [10] * 100
    assert len(auction.questions) == 1


async def test_quantities_rooms_and_regions_are_told_apart(priced: Priced) -> None:
    auction = priced(lambda question: Price(coins=len(auction.questions), holds_until=question.now + MINUTE))
    room = await auction.find_room(auction.scene.room_id)
    assert room is not None
    host = StageMember(HOST, "US")
    looks = [
        (_rose(auction), room, host),
        (_rose(auction, 2), room, host),
        (_rose(auction), room._replace(id=OTHER), host),
        (_rose(auction), room, StageMember(HOST, "JP")),
        (_rose(auction), room, host),
    ]
    assert [(await auction.pricing.shown(*look)).coins for look in looks] == [1, 2, 3, 4, 1]


async def test_only_so_many_prices_are_remembered(priced: Priced) -> None:
    auction = priced()
    auction.pricing = Pricing(auction.workers, auction.find_room, REPORTS, auction, remembered_max=2)
    for quantity in (1, 2, 3, 3, 2, 1):
        await _shown(auction, _rose(auction, quantity))
    assert [question.quantity for question in auction.questions] == [1, 2, 3, 1]


async def test_a_failure_is_told_and_not_remembered(priced: Priced) -> None:
    answers: list[object] = [None, Price(coins=7, holds_until=NOW + MINUTE)]
    auction = priced(lambda _question: answers.pop(0))  # type: ignore[arg-type,return-value]  # that is the fault
    with pytest.raises(PluginFailed):
        await _shown(auction)
    assert (await _shown(auction), await _shown(auction)) == (7, 7)


async def test_a_remembered_price_of_a_plugin_in_quarantine_is_not_shown(priced: Priced) -> None:
    auction = priced()
    assert await _shown(auction) == 10
    auction.workers.quarantine("classics", "by hand")
    with pytest.raises(PluginFailed):
        await _shown(auction)


async def test_whoever_goes_away_takes_the_answer_from_nobody(priced: Priced) -> None:
    auction = priced()
    first = asyncio.ensure_future(_shown(auction))
    second = asyncio.ensure_future(_shown(auction))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == 10


async def test_a_quantity_that_cannot_be_sent_has_no_price(priced: Priced) -> None:
    auction = priced()
    for quantity in (0, 100):
        with pytest.raises(QuantityOutOfRange):
            await _shown(auction, _rose(auction, quantity))
    assert auction.questions == []
