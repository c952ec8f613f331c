"""
Combos: streaks that all followers see grow and end once, on any node, and also if one dies in between.
"""

from __future__ import annotations

import signal
from collections import Counter
from typing import TYPE_CHECKING

from largesse.testing import CREATOR, EVERYBODY, MODERATOR, OPERATOR, VIEWER, VIEWER_2, serving, spawned
from largesse.testing.documents import ROOM_CLOSE

if TYPE_CHECKING:
    from largesse.settings import Settings
    from largesse.testing import Follower, Json, Node

    from .conftest import Nodes

BLOCK = "mutation ($input: RoomBlockSetInput!) { roomBlockSet(input: $input) { errors { __typename } } }"
RUNNING = "query ($id: ID!) { node(id: $id) { ... on Room { combos { id count sender { id } status } } } }"
REVERSE = "mutation ($input: GiftReverseInput!) { giftReverse(input: $input) { errors { __typename } } }"
COMBO = "query ($id: ID!) { node(id: $id) { ... on Combo { count status endReason totalDiamonds { units } } } }"


def briefly(settings: Settings) -> Settings:
    """The settings with combos that wait a second and a half for their next gift."""
    return settings.model_copy(update={"combo_window_seconds": 1.5})


async def until_ended(follower: Follower) -> Json:
    """Read on until a combo has ended, and return that item."""
    while (await follower.next())["__typename"] != "ComboEndedEvent":
        pass
    return follower.items[-1]


async def running(node: Node, room: str) -> list[Json]:
    combos: list[Json] = (await node.query(RUNNING, {"id": room}, token=node.token(VIEWER)))["node"]["combos"]
    return combos


async def test_a_streak_grows_before_everybodys_eyes_and_ends_by_itself(settings: Settings) -> None:
    async with serving(briefly(settings)) as node:
        await node.meet(*EVERYBODY)
        await node.grant(VIEWER, 100)
        room = await node.open_room()
        async with node.follow(VIEWER_2, room) as follower:
            await follower.next()
            sent = [await node.order_gift(VIEWER, room, quantity=count, priceSeen=str(count)) for count in (1, 2, 3)]
            told = [await follower.next() for _ in sent]
            end = await follower.next()
        first = sent[0]["combo"]["id"]
        assert [payload["combo"]["count"] for payload in sent] == ["1", "3", "6"]
        assert [(item["combo"]["id"], item["combo"]["count"]) for item in told] == [
            (first, "1"),
            (first, "3"),
            (first, "6"),
        ]
        assert end["__typename"] == "ComboEndedEvent"
        assert (end["combo"]["id"], end["combo"]["count"], end["combo"]["totalCoins"]) == (first, "6", "6")
        assert (end["combo"]["endReason"], end["combo"]["sender"]["id"]) == ("WINDOW_PASSED", VIEWER.id)
        assert end["combo"]["endedAt"] == sent[-1]["combo"]["endsAt"]
        assert await running(node, room) == []
        await node.assert_books_balance()


async def test_a_node_that_is_killed_leaves_no_combo_behind(settings: Settings) -> None:
    settings = briefly(settings)
    async with spawned(settings) as node:
        await node.meet(*EVERYBODY)
        await node.grant(VIEWER, 100)
        room = await node.open_room()
        async with node.follow(VIEWER, room) as follower:
            await follower.next()
            for _ in range(3):
                await node.send_gift(VIEWER, room)
            await follower.until(4)
            cursor = follower.cursor
        await node.stop(signal.SIGKILL)
    async with spawned(settings) as node:
        async with node.follow(VIEWER, room, after=cursor) as follower:
            end = await until_ended(follower)
            assert [item["__typename"] for item in follower.items] == ["ComboEndedEvent"]
            again = await node.order_gift(VIEWER, room)
            assert (await follower.next())["combo"]["count"] == again["combo"]["count"] == "1"
        assert (end["combo"]["count"], end["combo"]["endReason"]) == ("3", "WINDOW_PASSED")
        await node.assert_books_balance()


async def test_two_nodes_run_one_combo_and_one_of_them_ends_it(nodes: Nodes) -> None:
    here, there = nodes
    await here.grant(VIEWER, 100)
    room = await here.open_room()
    async with here.follow(VIEWER, room) as one, there.follow(VIEWER_2, room) as two:
        sent = [await node.order_gift(VIEWER, room) for node in (here, there) * 5]
        assert [payload["combo"]["count"] for payload in sent] == [str(count) for count in range(1, 11)]
        assert [combo["count"] for combo in await running(there, room)] == ["10"]
        await there.act(ROOM_CLOSE, CREATOR, roomId=room)
        for follower in (one, two):
            end = await until_ended(follower)
            assert (end["combo"]["count"], end["combo"]["endReason"]) == ("10", "ROOM_CLOSED")
            kinds = Counter(item["__typename"] for item in follower.items)
            assert kinds["ComboEndedEvent"] == 1
    assert await running(here, room) == []


async def test_a_block_ends_a_combo_without_a_word_of_who_decided(nodes: Nodes) -> None:
    here, there = nodes
    await here.grant(VIEWER, 100)
    room = await here.open_room()
    async with here.follow(VIEWER_2, room) as follower:
        await here.send_gift(VIEWER, room)
        await there.act(BLOCK, MODERATOR, roomId=room, personId=VIEWER.id, blocked=True)
        end = await until_ended(follower)
    assert end["combo"]["endReason"] == "BLOCKED"


async def test_what_is_taken_back_leaves_the_combo_as_it_was_sent(nodes: Nodes) -> None:
    here, _ = nodes
    await here.grant(VIEWER, 100)
    room = await here.open_room()
    sent = [await here.order_gift(VIEWER, room, quantity=2, priceSeen="2") for _ in range(2)]
    combo = sent[0]["combo"]["id"]
    undone = await here.act(REVERSE, OPERATOR, giftId=sent[0]["gift"]["id"], reason="a test")
    assert undone["errors"] == []
    last = await here.order_gift(VIEWER, room)
    assert (last["combo"]["id"], last["combo"]["count"]) == (combo, "5")
    seen = [
        (await here.query(COMBO, {"id": combo}, token=here.token(persona)))["node"] for persona in (VIEWER, CREATOR)
    ]
    assert [each["count"] for each in seen] == ["5", "5"]
    assert [each["totalDiamonds"] for each in seen] == [None, {"units": "2500000"}]
