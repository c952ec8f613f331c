"""
Endings: a node ends what is due, at once what something else has ended, and what another node has left behind.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from largesse.clock import SystemClock
from largesse.combos.endings import Look
from largesse.combos.models import due_combos
from largesse.database.address import Dialect
from largesse.errors import InsufficientCoins, SenderBlocked, SpendingCapReached
from largesse.rooms.block import BlockOrder, set_block
from largesse.rooms.close import CloseOrder, close
from largesse.testing import nothing_moves
from largesse.wallets.cap import CapOrder, set_cap
from tests.gifts.scene import GUEST, HOST, OTHER, SENDER, caller

from .books import key

if TYPE_CHECKING:
    from .books import Books, Node

SOON = 200_000
"""A window of a fifth of a second."""
AT_ONCE = 1
"""A window that has passed with the next look at the clock."""


class Ahead:
    """The clock of a machine that is a minute ahead of the others."""

    def now(self) -> int:
        return SystemClock().now() + 60_000_000


async def block(node: Node, room_id: str) -> None:
    order = BlockOrder(caller_id=HOST, key=key(), content={}, room_id=room_id, person_id=SENDER, blocked=True)
    await set_block(node.journal, order)


async def cap(node: Node, coins: int) -> None:
    order = CapOrder(caller_id=SENDER, key=key(), content={}, cap_coins=coins, time_zone="UTC")
    await set_cap(node.journal, order)


async def test_a_combo_ends_by_itself_once_no_gift_of_it_follows(books: Books) -> None:
    async with books.node(SOON) as node:
        await node.grant(1_000)
        room_id = await node.open_room()
        gifts = [await node.give(room_id) for _ in range(5)]
        (end,) = await books.heard.until(1)
    (combo,) = await books.combos()
    assert (end["combo_id"], end["count"], end["reason"]) == (gifts[0].gift.id, 5, "WINDOW_PASSED")
    assert (combo.id, combo.running, combo.quantity, combo.ended_at) == (gifts[0].gift.id, False, 5, combo.ends_at)
    assert combo.ends_at == gifts[-1].gift.sent_at + SOON


async def test_a_room_that_is_closed_ends_every_combo_in_it_and_none_elsewhere(books: Books) -> None:
    async with books.node() as node:
        here, there = await node.open_room(), await node.open_room()
        for sender_id in (SENDER, OTHER):
            await node.grant(1_000, sender_id)
            for room_id in (here, there):
                await node.give(room_id, sender=caller(sender_id))
        await close(node.journal, CloseOrder(caller_id=HOST, key=key(), content={}, room_id=here))
        ends = await books.heard.until(2)
    assert {(end["sender_id"], end["reason"]) for end in ends} == {(SENDER, "ROOM_CLOSED"), (OTHER, "ROOM_CLOSED")}
    assert [combo.running for combo in await books.combos() if combo.room_id == there] == [True, True]


async def test_a_guest_who_leaves_the_stage_ends_the_combos_to_them_alone(books: Books) -> None:
    async with books.node() as node:
        await node.grant(1_000)
        room_id = await node.open_room()
        await node.give(room_id)
        await node.give(room_id, recipient_id=GUEST)
        await node.set_stage(room_id)
        (end,) = await books.heard.until(1)
    assert (end["recipient_id"], end["reason"]) == (GUEST, "RECIPIENT_LEFT")
    assert [combo.running for combo in await books.combos()] == [True, False]


async def test_a_sender_who_is_blocked_ends_their_combos_in_that_room(books: Books) -> None:
    async with books.node() as node:
        await node.grant(1_000)
        here, there = await node.open_room(), await node.open_room()
        await node.give(here)
        await node.give(here, gift_type="star")
        await node.give(there)
        await block(node, here)
        node.endings.look(Look(here, SENDER))
        ends = await books.heard.until(2)
    assert {(end["gift_type"], end["reason"]) for end in ends} == {("rose", "BLOCKED"), ("star", "BLOCKED")}
    assert [combo.running for combo in await books.combos()] == [False, False, True]


async def test_a_gift_that_is_refused_to_a_blocked_sender_ends_the_combo(books: Books) -> None:
    async with books.node() as node:
        await node.grant(1_000)
        room_id = await node.open_room()
        await node.give(room_id)
        await block(node, room_id)
        with pytest.raises(SenderBlocked):
            await node.give(room_id)
        assert [end["reason"] for end in await books.heard.until(1)] == ["BLOCKED"]


async def test_a_sender_without_coins_for_one_more_ends_the_combo_by_trying(books: Books) -> None:
    async with books.node() as node:
        await node.grant(27)
        room_id = await node.open_room()
        await node.give(room_id, 2)
        await node.give(room_id, gift_type="star")
        with pytest.raises(InsufficientCoins):
            await node.give(room_id)
        (end,) = await books.heard.until(1)
    assert (end["gift_type"], end["count"], end["reason"]) == ("rose", 2, "OUT_OF_COINS")
    assert [combo.running for combo in await books.combos()] == [False, True]


async def test_a_sender_at_their_cap_ends_the_combo_by_trying(books: Books) -> None:
    async with books.node() as node:
        await node.grant(1_000)
        await cap(node, 25)
        room_id = await node.open_room()
        await node.give(room_id, 2)
        with pytest.raises(SpendingCapReached):
            await node.give(room_id)
        assert [end["reason"] for end in await books.heard.until(1)] == ["CAP"]


async def test_a_gift_that_is_refused_for_its_quantity_alone_ends_nothing(books: Books) -> None:
    async with books.node() as node:
        await node.grant(30)
        room_id = await node.open_room()
        await node.give(room_id)
        async with nothing_moves(books.address):
            with pytest.raises(InsufficientCoins):
                await node.give(room_id, 3)
            assert await node.endings.end_looked_for(node.journal) == 0
        assert (await node.give(room_id, 2)).combo is not None
    assert [combo.quantity for combo in await books.combos()] == [3]


async def test_an_anonymous_gift_that_is_refused_ends_no_combo(books: Books) -> None:
    async with books.node(ends=False) as node:
        await node.grant(10)
        room_id = await node.open_room()
        await node.give(room_id)
        async with nothing_moves(books.address):
            with pytest.raises(InsufficientCoins):
                await node.give(room_id, anonymous=True)
            assert await node.endings.end_looked_for(node.journal) == 0


async def test_what_a_dead_node_has_left_behind_another_ends_once(books: Books) -> None:
    async with books.node(AT_ONCE, ends=False) as node:
        await node.grant(1_000)
        room_id = await node.open_room()
        sent = await node.give(room_id, 2)
    async with books.node(clock=Ahead() if books.address.dialect is Dialect.POSTGRESQL else None, ends=False) as other:
        if books.address.dialect is Dialect.SQLITE:
            other.endings._clock = Ahead()
        other.endings.window = AT_ONCE
        assert await other.endings.sweep(other.journal) == 1
        assert await other.endings.sweep(other.journal) == 0
    (end,) = books.heard.ends
    assert (end["combo_id"], end["count"], end["reason"]) == (sent.gift.id, 2, "WINDOW_PASSED")


async def test_what_only_a_node_ahead_of_time_takes_for_due_goes_on(shared: Books) -> None:
    async with shared.node(SOON * 100, clock=Ahead(), ends=False) as node:
        await node.grant(1_000)
        room_id = await node.open_room()
        await node.give(room_id)
        assert len(await due_combos(Ahead().now(), Ahead().now(), 10)) == 1
        async with nothing_moves(shared.address):
            assert await node.endings.sweep(node.journal) == 0
        sent = await node.give(room_id)
    assert sent.combo is not None
    assert sent.combo.quantity == 2


async def test_two_nodes_that_end_the_same_combos_end_each_once(shared: Books) -> None:
    async with (
        shared.node(AT_ONCE, clock=Ahead(), ends=False) as one,
        shared.node(AT_ONCE, clock=Ahead(), ends=False) as two,
    ):
        await one.grant(10_000)
        rooms = [await one.open_room() for _ in range(5)]
        for room_id in rooms:
            await one.give(room_id)
            await two.give(room_id, gift_type="star")
        swept = await asyncio.gather(*(node.endings.sweep(node.journal) for node in (one, two, one, two)))
        # Each counts what has ended, whoever ended it.
        assert max(swept) == 10
    assert len(shared.heard.ends) == len({end["combo_id"] for end in shared.heard.ends}) == 10
    assert not any(combo.running for combo in await shared.combos())


@pytest.mark.timeout(60)
async def test_a_thousand_quick_gifts_with_lost_answers_and_retries_are_one_exact_combo(books: Books) -> None:
    async with books.node() as node, books.node(ends=False) as spare:
        # A file has one writer; on PostgreSQL every retry goes to the other node.
        nodes = (node, spare) if books.address.dialect is Dialect.POSTGRESQL else (node, node)
        await node.grant(100_000)
        room_id = await node.open_room()
        orders = [node.order(room_id, 1 + place % 3) for place in range(1_000)]

        async def insist(place: int) -> None:
            first, second = nodes[place % 2], nodes[1 - place % 2]
            if place % 3 == 0:
                # The answer is lost: whoever asked goes away, and the deed goes on.
                asking = asyncio.ensure_future(first.send(orders[place]))
                await asyncio.sleep(0)
                asking.cancel()
            await asyncio.gather(first.send(orders[place]), second.send(orders[place]))

        for start in range(0, 1_000, 100):
            await asyncio.gather(*(insist(place) for place in range(start, start + 100)))
        await close(node.journal, CloseOrder(caller_id=HOST, key=key(), content={}, room_id=room_id))
        (end,) = await books.heard.until(1)
        replay = await node.send(orders[500])
    quantity = sum(1 + place % 3 for place in range(1_000))
    assert (end["count"], end["total_coins"], end["reason"]) == (quantity, quantity * 10, "ROOM_CLOSED")
    (combo,) = await books.combos()
    assert (combo.quantity, combo.total_coins, combo.total_diamonds) == (quantity, quantity * 10, end["total_diamonds"])
    # A replay tells of the combo as it was with that gift in it.
    assert replay.replayed
    told = replay.result["combo"]
    assert isinstance(told, dict)
    assert (told["id"], told["count"] < quantity) == (combo.id, True)
