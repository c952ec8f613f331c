"""
Subscriptions that are the same are executed once, and nobody is told anything else for it.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from largesse.settings import Transport
from largesse.testing import CREATOR, GUEST, VIEWER, VIEWER_2, following
from largesse.testing.documents import ROOM_EVENTS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from largesse.testing import Follower, LocalNode, Persona

NAMES = """subscription Names($roomId: ID!) { roomEvents(roomId: $roomId) {
  ... on StreamItem { cursor offset }
  ... on GiftSentEvent { gift { anonymous sender { id } type { name } } }
} }"""
PRICES = NAMES.replace("name }", "listPrice { asset } }")
RECEIPTS = NAMES.replace("type { name }", "senderReceipt { totalCoins }")


def counted(node: LocalNode, name: str) -> float:
    return node.app.metrics.registry.get_sample_value(name) or 0


async def members(node: LocalNode, count: int) -> None:
    """Return once so many hear a group."""
    async with asyncio.timeout(10):
        while counted(node, "largesse_group_members") != count:  # noqa: ASYNC110 - a metric
            await asyncio.sleep(0.01)


async def opened(stack: AsyncExitStack, node: LocalNode, who: Persona, room: str, document: str) -> Follower:
    follower = await stack.enter_async_context(
        following(node.session, node.url, document, {"roomId": room}, field="roomEvents", token=node.token(who))
    )
    await follower.next()
    return follower


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as entered:
        yield entered


async def test_one_source_serves_all_who_ask_the_same_by_whatever_transport(
    node: LocalNode, stack: AsyncExitStack
) -> None:
    await node.grant(VIEWER, 100)
    room = await node.open_room(CREATOR)
    followers = [
        await stack.enter_async_context(node.follow(who, room, transport=transport))
        for who in (VIEWER, VIEWER_2, GUEST)
        for transport in Transport
    ]
    for follower in followers:
        await follower.next()
    await members(node, len(followers))
    assert (counted(node, "largesse_groups"), node.app.hub.followers) == (1, 1)

    sent = [(await node.send_gift(VIEWER, room))["id"] for _ in range(5)]

    for follower in followers:
        items = await follower.until(6)
        assert items == followers[0].items
        assert [item["gift"]["id"] for item in items[1:]] == sent
    assert counted(node, "largesse_ungrouped_total") == 0


async def test_who_comes_while_gifts_are_sent_misses_none_and_hears_none_twice(
    node: LocalNode, stack: AsyncExitStack
) -> None:
    await node.grant(VIEWER, 1_000)
    room = await node.open_room(CREATOR)
    first = await stack.enter_async_context(node.follow(VIEWER_2, room))
    await first.next()
    followers: list[Follower] = []

    async def come() -> None:
        for place in range(30):
            transport = list(Transport)[place % len(Transport)]
            # Some resume from where somebody else has got to, others begin anew.
            after = first.cursor if place % 2 else None
            follower = await stack.enter_async_context(node.follow(VIEWER_2, room, after, transport=transport))
            followers.append(follower)
            await follower.next()

    async def give() -> None:
        for _ in range(40):
            await asyncio.gather(*(node.send_gift(VIEWER, room) for _ in range(5)))
            await first.next()

    await asyncio.gather(come(), give())
    await first.until(201)
    assert first.offsets == list(range(1, 202))
    by_offset = {item["offset"]: item for item in first.items}
    for follower in followers:
        await follower.until(201)
        begun = follower.offsets[0]
        assert follower.offsets == list(range(begun, 202))
        assert [item for item in follower.items if item["__typename"] == "GiftSentEvent"] == [
            by_offset[item["offset"]] for item in follower.items if item["__typename"] == "GiftSentEvent"
        ]
    await members(node, 31)


@pytest.mark.parametrize("document", [NAMES, PRICES], ids=["language", "region"])
async def test_what_depends_on_where_viewers_are_is_the_same_for_those_alone_who_have_that_in_common(
    node: LocalNode, stack: AsyncExitStack, document: str
) -> None:
    await node.grant(VIEWER, 100)
    room = await node.open_room(CREATOR)
    japanese = replace(VIEWER_2, subject="somebody in Tokyo", region="JP")
    people = [VIEWER, japanese, VIEWER, japanese]
    followers = [await opened(stack, node, who, room, document) for who in people]
    await members(node, 4)
    assert counted(node, "largesse_groups") == 1

    for offset in (2, 3):
        await node.send_gift(VIEWER, room)
        for follower in followers:
            await follower.until(offset)

    told = [follower.items[-1]["gift"]["type"] for follower in followers]
    assert told[0] == told[2]
    assert told[1] == told[3]
    if document is PRICES:
        assert [each["listPrice"]["asset"] for each in told] == ["USD", "JPY", "USD", "JPY"]
    await members(node, 4)
    assert counted(node, "largesse_groups") == (2 if document is PRICES else 1)
    assert counted(node, "largesse_ungrouped_total") == 0


async def test_what_depends_on_who_asks_is_told_to_each_by_itself_and_counted(
    node: LocalNode, stack: AsyncExitStack
) -> None:
    await node.grant(VIEWER, 100)
    room = await node.open_room(CREATOR)
    sender, other = [await opened(stack, node, who, room, RECEIPTS) for who in (VIEWER, VIEWER_2)]
    await members(node, 2)

    for offset in (2, 3):
        await node.send_gift(VIEWER, room)
        await sender.until(offset)
        await other.until(offset)

    assert [item["gift"]["senderReceipt"] for item in sender.items[1:]] == [{"totalCoins": "1"}] * 2
    assert [item["gift"]["senderReceipt"] for item in other.items[1:]] == [None] * 2
    await members(node, 0)
    assert (counted(node, "largesse_groups"), counted(node, "largesse_ungrouped_total")) == (0, 1)


async def test_an_anonymous_gift_names_its_sender_to_nobody_and_splits_no_group(
    node: LocalNode, stack: AsyncExitStack
) -> None:
    await node.grant(VIEWER, 100)
    room = await node.open_room(CREATOR)
    followers = [await opened(stack, node, who, room, NAMES) for who in (VIEWER, VIEWER_2)]
    await members(node, 2)

    await node.send_gift(VIEWER, room, anonymous=True)

    for follower in followers:
        gift = (await follower.until(2))[-1]["gift"]
        assert (gift["anonymous"], gift["sender"]) == (True, None)
    await members(node, 2)
    assert counted(node, "largesse_ungrouped_total") == 0


async def test_a_follower_that_goes_is_told_nothing_more_and_the_last_one_ends_the_group(node: LocalNode) -> None:
    await node.grant(VIEWER, 100)
    room = await node.open_room(CREATOR)
    async with node.follow(VIEWER_2, room) as staying:
        await staying.next()
        async with node.follow(VIEWER, room) as leaving:
            await leaving.next()
            await members(node, 2)
        await members(node, 1)
        await node.send_gift(VIEWER, room)
        assert (await staying.until(2))[-1]["__typename"] == "GiftSentEvent"
    await members(node, 0)
    assert (counted(node, "largesse_groups"), node.app.hub.followers) == (0, 0)


async def test_another_document_name_or_room_has_a_group_of_its_own(node: LocalNode, stack: AsyncExitStack) -> None:
    rooms = [await node.open_room(CREATOR), await node.open_room(GUEST)]
    for room in rooms:
        for document in (ROOM_EVENTS, NAMES):
            await opened(stack, node, VIEWER, room, document)
            await opened(stack, node, VIEWER_2, room, document)
    await members(node, 8)
    assert counted(node, "largesse_groups") == 4
