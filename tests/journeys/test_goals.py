"""
Goals: set, reached, fallen below, cancelled and refused, seen alike by all who follow, on one node and on two.
"""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import pytest

from largesse.app.folding import rebuilt
from largesse.testing import CREATOR, EVERYBODY, MODERATOR, OPERATOR, VIEWER, VIEWER_2, serving, spawned
from largesse.testing.follower import following

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from largesse.settings import Settings
    from largesse.testing import Follower, Json, LocalNode, Node

GOAL = "id title kind target value reversedValue reachedAt reachedOffset fellBelow endsAt cancelledAt giftTypeKey"
ERRORS = "errors { __typename ... on UserError { code path } ... on GoalsFullError { goalsMax } }"
SET = f"mutation ($input: GoalSetInput!) {{ goalSet(input: $input) {{ goal {{ {GOAL} }} replayed {ERRORS} }} }}"
CANCEL = """
    mutation ($input: GoalCancelInput!) {
      goalCancel(input: $input) { goal { id cancelledAt } replayed errors { ... on UserError { code } } }
    }"""
REFUSE = """
    mutation ($input: GoalRefuseInput!) {
      goalRefuse(input: $input) { refusal { room { id } refused } replayed errors { ... on UserError { code } } }
    }"""
REVERSE = "mutation ($input: GiftReverseInput!) { giftReverse(input: $input) { errors { __typename } } }"
ROOM = f"""
    query ($id: ID!) {{
      room(id: $id) {{
        goalsRefused
        goals {{ {GOAL} }}
        goalHistory(first: 2) {{ nodes {{ id }} pageInfo {{ hasNextPage }} }}
      }}
    }}"""
EVENTS = f"""
    subscription ($roomId: ID!) {{
      roomEvents(roomId: $roomId) {{
        __typename
        ... on RoomSnapshot {{ room {{ goals {{ {GOAL} }} }} }}
        ... on GoalSetEvent {{ offset goal {{ id title target giftType {{ key }} room {{ id }} }} }}
        ... on GoalCancelledEvent {{ offset goal {{ id title cancelledAt }} }}
        ... on GoalsChanged {{ goals {{ {GOAL} }} }}
      }}
    }}"""
NODE = "query ($id: ID!) { node(id: $id) { ... on Goal { title } } }"
HUNDRED = {"title": "A hundred", "kind": "VALUE", "target": "100"}


def follow(node: Node, room: str) -> AbstractAsyncContextManager[Follower]:
    return following(node.session, node.url, EVENTS, {"roomId": room}, field="roomEvents", token=node.token(VIEWER_2))


async def until(follower: Follower, wanted: Callable[[Json], bool]) -> Json:
    """Return the next item that is wanted."""
    async with asyncio.timeout(10):
        while not wanted(item := await follower.next()):
            pass
    return item


def moved_to(*values: int) -> Callable[[Json], bool]:
    """Tell whether an item shows goals that have got so far."""

    def shows(item: Json) -> bool:
        return "goals" in item and [goal["value"] for goal in item["goals"]] == [str(value) for value in values]

    return shows


async def room_of(node: Node, room: str) -> Json:
    return (await node.query(ROOM, {"id": room}, token=node.token(VIEWER)))["room"]


async def assert_folded(node: LocalNode) -> None:
    """Hold that what is stored is what the events come to when they are folded afresh."""
    assert [each.text async for each in rebuilt(node.settings, None, check=True, command="a test")] == []


async def test_a_goal_is_set_reached_and_fallen_below_before_everybodys_eyes(node: LocalNode) -> None:
    await node.grant(VIEWER, 100)
    room = await node.open_room()
    async with follow(node, room) as follower:
        assert (await follower.next())["room"]["goals"] == []
        sent = {"roomId": room, "title": "Six roses", "kind": "GIFT", "giftType": "rose", "target": "6"}
        done = await node.act(SET, CREATOR, idempotencyKey="goal", **sent)
        goal = done["goal"]
        assert (done["errors"], done["replayed"]) == ([], False)
        assert (goal["title"], goal["value"], goal["reachedAt"]) == ("Six roses", "0", None)
        told = await follower.next()
        assert told == {
            "__typename": "GoalSetEvent",
            "offset": "2",
            "goal": {
                "id": goal["id"],
                "title": "Six roses",
                "target": "6",
                "giftType": {"key": "rose"},
                "room": {"id": room},
            },
        }
        gifts = [await node.send_gift(VIEWER, room, quantity=4, priceSeen="4") for _ in range(2)]
        reached = (await until(follower, moved_to(8)))["goals"][0]
        assert (reached["reachedAt"], reached["reachedOffset"]) == (gifts[1]["sentAt"], "4")
        assert not reached["fellBelow"]
        await node.act(REVERSE, OPERATOR, giftId=gifts[0]["id"], reason="a test")
        fallen = (await until(follower, moved_to(4)))["goals"][0]
        assert fallen == {**reached, "value": "4", "reversedValue": "4", "fellBelow": True}
        assert (await room_of(node, room))["goals"] == [fallen]
        replayed = await node.act(SET, CREATOR, idempotencyKey="goal", **sent)
        assert (replayed["replayed"], replayed["goal"]) == (True, fallen)
        await node.act(CANCEL, MODERATOR, goalId=goal["id"])
        told = await until(follower, lambda item: item["__typename"] == "GoalCancelledEvent")
        assert (told["goal"]["id"], told["goal"]["title"]) == (goal["id"], "Six roses")
        assert told["goal"]["cancelledAt"] is not None
    seen = await room_of(node, room)
    assert (seen["goals"], seen["goalHistory"]["nodes"]) == ([], [{"id": goal["id"]}])
    await assert_folded(node)


async def test_a_sixth_goal_is_refused_and_the_history_is_read_page_by_page(node: LocalNode) -> None:
    room = await node.open_room()
    goals = [(await node.act(SET, CREATOR, roomId=room, **HUNDRED))["goal"]["id"] for _ in range(5)]
    async with node.nothing_moves():
        refused = await node.act(SET, CREATOR, roomId=room, **HUNDRED)
    assert refused == {
        "goal": None,
        "replayed": False,
        "errors": [{"__typename": "GoalsFullError", "code": "GOALS_FULL", "path": ["input", "roomId"], "goalsMax": 5}],
    }
    seen = await room_of(node, room)
    assert [goal["id"] for goal in seen["goals"]] == goals
    assert seen["goalHistory"] == {
        "nodes": [{"id": goals[4]}, {"id": goals[3]}],
        "pageInfo": {"hasNextPage": True},
    }


@pytest.mark.parametrize("everywhere", [True, False])
async def test_what_is_refused_is_hidden_at_once_and_comes_back_where_it_would_be(
    node: LocalNode,
    everywhere: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    await node.grant(VIEWER, 10)
    room = await node.open_room()
    goal = (await node.act(SET, CREATOR, roomId=room, **HUNDRED))["goal"]
    said = {} if everywhere else {"roomId": room}
    async with follow(node, room) as follower:
        await follower.next()
        done = await node.act(REFUSE, CREATOR, refused=True, **said)
        assert done["refusal"] == {"room": None if everywhere else {"id": room}, "refused": True}
        await until(follower, lambda item: item.get("goals") == [])
        seen = await room_of(node, room)
        assert (seen["goalsRefused"], seen["goals"], seen["goalHistory"]["nodes"]) == (True, [], [])
        assert (await node.query(NODE, {"id": goal["id"]}, token=node.token(VIEWER)))["node"] is None
        async with node.nothing_moves():
            refused = await node.act(SET, MODERATOR, roomId=room, **HUNDRED)
        assert [error["code"] for error in refused["errors"]] == ["GOALS_REFUSED"]
        await node.send_gift(VIEWER, room, quantity=7, priceSeen="7")
        await node.act(REFUSE, CREATOR, refused=False, **said)
        back = await until(follower, moved_to(7))
    assert back["goals"][0]["id"] == goal["id"]
    assert not (await room_of(node, room))["goalsRefused"]
    assert (await node.query(NODE, {"id": goal["id"]}, token=node.token(VIEWER)))["node"] == {"title": "A hundred"}


async def test_goals_are_counted_once_however_many_nodes_there_are_and_one_of_them_dies(
    shared: Settings, valkey_url: str
) -> None:
    settings = shared.model_copy(update={"bus": type(shared.bus)(valkey_url)})
    async with serving(settings) as here:
        await here.meet(*EVERYBODY)
        await here.grant(VIEWER, 100)
        room = await here.open_room()
        await here.act(SET, CREATOR, roomId=room, **HUNDRED)
        async with spawned(settings) as there:
            async with follow(here, room) as near, follow(there, room) as far:
                await near.next()
                await far.next()
                sends = [
                    node.send_gift(VIEWER, room, anonymous=place % 3 == 0)
                    for node in (here, there)
                    for place in range(10)
                ]
                await asyncio.gather(*sends)
                await asyncio.gather(until(near, moved_to(20)), until(far, moved_to(20)))
            async with follow(here, room) as follower:
                await follower.next()
                await asyncio.gather(*(there.send_gift(VIEWER, room) for _ in range(5)))
                await there.stop(signal.SIGKILL)
                await here.send_gift(VIEWER, room)
                await until(follower, moved_to(26))
        await assert_folded(here)
        await here.assert_books_balance()
