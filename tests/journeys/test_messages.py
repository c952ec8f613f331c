"""
Messages over HTTP and sockets: one order with gifts on every node, held until somebody decides, and erased everywhere.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

import largesse_wordlist
from largesse.plugins import Policy
from largesse.settings import PluginValues
from largesse.testing import (
    CREATOR,
    EVERYBODY,
    GUEST,
    MODERATOR,
    OPERATOR,
    VIEWER,
    VIEWER_2,
    contents_of,
    serving,
    settings_in,
    spawned,
)
from largesse.testing.documents import MESSAGE_DECIDE, MESSAGE_REMOVE, MESSAGE_SEND, ROOM_CLOSE
from tests.plugins.conftest import Site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from largesse.settings import Settings
    from largesse.testing import Json, LocalNode, Node, Persona
    from tests.servers.valkey import Valkey

WORDS = {"wordlist": {"hold": ["wait"], "refuse": ["fool"]}}
LISTED = """query ($id: ID!, $first: Int, $after: String) { room(id: $id) {
  messages(first: $first, after: $after) { nodes { id text state } pageInfo { hasNextPage endCursor } }
} }"""
HELD = "query ($id: ID!) { room(id: $id) { heldMessages { nodes { id text state heldBy heldReason } } } }"
FOUND = "query ($id: ID!) { node(id: $id) { ... on Message { text state heldReason } } }"


async def wrote(node: Node, room: str, text: str = "hello", by: Persona = VIEWER, **more: object) -> Json:
    """Have somebody write, and return the payload."""
    return await node.act(MESSAGE_SEND, by, roomId=room, text=text, **more)


@pytest.fixture
async def listed(settings: Settings) -> AsyncIterator[LocalNode]:
    """A server on either database with a list of words."""
    async with serving(
        settings.model_copy(update={"plugins": PluginValues(tables=WORDS)}), plugins=[largesse_wordlist]
    ) as served:
        await served.meet(*EVERYBODY)
        yield served
        await served.assert_books_balance()


async def test_messages_and_gifts_stand_in_one_order(node: LocalNode) -> None:
    await node.grant(VIEWER, 10)
    room = await node.open_room()
    async with node.follow(VIEWER_2, room) as follower:
        await follower.next()
        message = (await wrote(node, room, " Bravo! "))["message"]
        gift = await node.send_gift(VIEWER, room)
        await wrote(node, room, "Encore!", CREATOR)
        items = (await follower.until(4))[1:]
    assert (message["text"], message["state"], message["sender"]) == ("Bravo!", "SHOWN", {"id": VIEWER.id})
    assert [item["__typename"] for item in items] == ["MessageSentEvent", "GiftSentEvent", "MessageSentEvent"]
    assert items[0]["message"] == {"id": message["id"], "state": "SHOWN", "text": "Bravo!", "sender": {"id": VIEWER.id}}
    assert (items[1]["gift"]["id"], items[2]["message"]["text"]) == (gift["id"], "Encore!")
    page = (await node.query(LISTED, {"id": room, "first": 1}, token=node.token(GUEST)))["room"]["messages"]
    assert [each["text"] for each in page["nodes"]] == ["Encore!"]
    rest = {"id": room, "first": 1, "after": page["pageInfo"]["endCursor"]}
    page = (await node.query(LISTED, rest, token=node.token(GUEST)))["room"]["messages"]
    assert (page["nodes"][0]["id"], page["pageInfo"]["hasNextPage"]) == (message["id"], False)


async def test_the_same_key_writes_once(node: LocalNode) -> None:
    room = await node.open_room()
    first = await wrote(node, room, idempotencyKey="one")
    async with node.nothing_moves():
        again = await wrote(node, room, idempotencyKey="one")
        other = await wrote(node, room, "bye", idempotencyKey="one")
    assert (again["replayed"], again["message"]) == (True, first["message"])
    assert [error["code"] for error in other["errors"]] == ["KEY_REUSED"]


async def test_what_is_removed_is_erased_for_whoever_is_told_of_it_from_now_on(node: LocalNode) -> None:
    room = await node.open_room()
    async with node.follow(VIEWER_2, room) as follower, node.follow(GUEST, room) as beside:
        start = (await follower.next())["cursor"]
        await beside.next()
        message = (await wrote(node, room, "regrettable"))["message"]
        await follower.until(2)
        await node.act(MESSAGE_REMOVE, VIEWER, messageId=message["id"])
        removed = (await follower.until(3))[-1]
        await beside.until(3)
        # While others follow, what they were told is still at hand; who resumes is told it anew.
        async with node.follow(VIEWER, room, start) as resumed:
            items = [item for item in await resumed.until(3) if "message" in item]
    gone = {"id": message["id"], "state": "REMOVED", "text": None}
    assert (removed["__typename"], removed["message"]) == ("MessageRemovedEvent", gone)
    assert [item["message"]["text"] for item in items] == [None, None]
    seen = await node.query(FOUND, {"id": message["id"]}, token=node.token(VIEWER))
    assert seen["node"] == {"text": None, "state": "REMOVED", "heldReason": None}
    assert "regrettable" not in str(await contents_of(node.database))


async def test_what_is_removed_while_nobody_follows_is_erased_as_well(node: LocalNode) -> None:
    room = await node.open_room()
    async with node.follow(VIEWER_2, room) as follower:
        start = (await follower.next())["cursor"]
        message = (await wrote(node, room, "regrettable"))["message"]
        await follower.until(2)
    async with asyncio.timeout(10):
        while node.app.hub.streams:  # noqa: ASYNC110 - the server hears of the end of a connection
            await asyncio.sleep(0.01)
    await node.act(MESSAGE_REMOVE, MODERATOR, messageId=message["id"])
    async with node.follow(VIEWER_2, room, start) as resumed:
        items = [item for item in await resumed.until(3) if "message" in item]
    assert [item["message"]["text"] for item in items] == [None, None]


async def test_metrics_count_what_becomes_of_messages(listed: LocalNode) -> None:
    room = await listed.open_room()
    message = (await wrote(listed, room, idempotencyKey="one"))["message"]
    await wrote(listed, room, idempotencyKey="one")
    await listed.act(MESSAGE_REMOVE, VIEWER, messageId=message["id"])
    held = (await wrote(listed, room, "please wait"))["message"]
    await listed.act(MESSAGE_DECIDE, CREATOR, messageId=held["id"], decision="ALLOW")
    await wrote(listed, room, "fool")
    async with listed.session.get(f"{listed.url}/metrics") as response:
        lines = [line for line in (await response.text()).splitlines() if line.startswith("largesse_messages_total")]
    assert sorted(lines) == [
        f'largesse_messages_total{{outcome="{outcome}"}} {count}'
        for outcome, count in (("held", 1.0), ("refused", 1.0), ("removed", 1.0), ("sent", 2.0))
    ]


async def test_what_is_held_is_seen_by_those_alone_who_wrote_it_or_keep_order(listed: LocalNode) -> None:
    room = await listed.open_room()
    async with listed.follow(VIEWER_2, room) as follower:
        await follower.next()
        payload = await wrote(listed, room, "please WAIT")
        held = payload["message"]
        assert (held["state"], held["text"], held["heldBy"]) == ("HELD", "please WAIT", "wordlist")
        await wrote(listed, room, "hello", CREATOR)
        items = [item for item in await follower.until(2) if "message" in item]
        assert [item["message"]["text"] for item in items] == ["hello"]
        for who in (VIEWER, CREATOR, MODERATOR, OPERATOR):
            seen = (await listed.query(FOUND, {"id": held["id"]}, token=listed.token(who)))["node"]
            assert (seen["state"], seen["text"], seen["heldReason"]) == ("HELD", "please WAIT", held["heldReason"])
        for who in (VIEWER_2, GUEST):
            assert (await listed.query(FOUND, {"id": held["id"]}, token=listed.token(who)))["node"] is None
            answer = await listed.answer(HELD, {"id": room}, token=listed.token(who))
            assert (answer.codes, answer.data["room"]) == (["FORBIDDEN"], {"heldMessages": None})
        waiting = (await listed.query(HELD, {"id": room}, token=listed.token(MODERATOR)))["room"]["heldMessages"]
        assert [each["id"] for each in waiting["nodes"]] == [held["id"]]
        async with listed.nothing_moves():
            refused = await listed.act(MESSAGE_DECIDE, VIEWER, messageId=held["id"], decision="ALLOW")
        assert [error["code"] for error in refused["errors"]] == ["FORBIDDEN"]
        await listed.act(MESSAGE_DECIDE, MODERATOR, messageId=held["id"], decision="ALLOW")
        items = [item for item in await follower.until(3) if "message" in item]
    assert items[-1]["message"] == {
        "id": held["id"],
        "state": "SHOWN",
        "text": "please WAIT",
        "sender": {"id": VIEWER.id},
    }
    page = (await listed.query(LISTED, {"id": room}, token=listed.token(GUEST)))["room"]["messages"]
    assert [each["text"] for each in page["nodes"]] == ["please WAIT", "hello"]


async def test_what_a_moderator_refuses_is_seen_by_nobody_and_erased(listed: LocalNode) -> None:
    room = await listed.open_room()
    held = (await wrote(listed, room, "please wait"))["message"]
    payload = await listed.act(MESSAGE_DECIDE, CREATOR, messageId=held["id"], decision="REFUSE")
    assert payload["message"] == {"id": held["id"], "state": "REFUSED", "text": None}
    assert (await listed.query(HELD, {"id": room}, token=listed.token(CREATOR)))["room"]["heldMessages"]["nodes"] == []
    assert (await listed.query(LISTED, {"id": room}, token=listed.token(VIEWER)))["room"]["messages"]["nodes"] == []
    assert "please wait" not in str(await contents_of(listed.database))


async def test_what_a_plugin_refuses_is_kept_nowhere(listed: LocalNode) -> None:
    room = await listed.open_room()
    async with listed.nothing_moves():
        payload = await wrote(listed, room, "you Fool!")
    (error,) = payload["errors"]
    assert (error["__typename"], error["plugin"], error["path"]) == (
        "MessageRefusedError",
        "wordlist",
        ["input", "text"],
    )
    assert "fool" not in error["message"].lower()


async def test_nobody_writes_in_a_closed_room(node: LocalNode) -> None:
    room = await node.open_room()
    await node.act(ROOM_CLOSE, CREATOR, roomId=room)
    async with node.nothing_moves():
        payload = await wrote(node, room)
    assert [error["code"] for error in payload["errors"]] == ["ROOM_NOT_OPEN"]


HOSTILE = """
    from threading import Event
    from largesse import Moderator, hookimpl
    LARGESSE_CONTRACT = 0
    def judge(question):
        {does}
    @hookimpl
    def largesse_moderators():
        return [Moderator(key="hostile", judge=judge)]
"""
SINS = {
    "raises": ("raise SystemExit(3)", "it raised SystemExit"),
    "hangs": ("Event().wait()", "it did not return within 50 ms"),
    "spins": ("while True: pass", "it did not return within 50 ms"),
    "answers nonsense": ("return 7", "the verdict of 'hostile' cannot be used: it is of type int, not Verdict"),
}


@pytest.mark.parametrize("sin", SINS)
async def test_a_hostile_moderator_refuses_messages_by_its_name_and_gifts_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sin: str
) -> None:
    does, reason = SINS[sin]
    monkeypatch.syspath_prepend(str(tmp_path))
    Site(tmp_path).install("hostile", HOSTILE.format(does=does))
    async with serving(settings_in(tmp_path / "data"), policy=Policy(names=("hostile",))) as node:
        await node.meet(*EVERYBODY)
        await node.grant(VIEWER, 5)
        room = await node.open_room()
        payload = await wrote(node, room)
        (error,) = payload["errors"]
        assert (error["__typename"], error["plugin"], error["reason"]) == ("PluginFailedError", "hostile", reason)
        assert (await contents_of(node.database))["messages"] == []
        await node.send_gift(VIEWER, room)
        await node.assert_books_balance()


async def test_two_nodes_tell_one_order_hold_to_one_rate_and_erase_on_both(shared: Settings, valkey: Valkey) -> None:
    settings = shared.model_copy(update={"bus": SecretStr(valkey.url), "messages_per_minute": 6})
    async with spawned(settings) as there, serving(settings) as here:
        await here.meet(*EVERYBODY)
        await here.grant(VIEWER, 100)
        room = await here.open_room()
        async with here.follow(GUEST, room) as near, there.follow(VIEWER_2, room) as far:
            start = (await near.next())["cursor"]
            await far.next()
            texts = [f"message {number}" for number in range(6)]
            sent = [
                *(wrote((here, there)[number % 2], room, text) for number, text in enumerate(texts)),
                *((here, there)[number % 2].send_gift(VIEWER, room) for number in range(6)),
            ]
            await asyncio.gather(*sent)
            items = [(await each.until(13))[1:] for each in (near, far)]
            assert items[0] == items[1]
            assert sorted(item["message"]["text"] for item in items[0] if "message" in item) == texts
            for node in (here, there):
                payload = await wrote(node, room)
                assert [error["code"] for error in payload["errors"]] == ["RATE_LIMITED"]
            assert (await wrote(there, room, by=CREATOR))["errors"] == []
            # With the bus gone as well, each node finds what was removed in the database.
            valkey.stop()
            try:
                message = next(item["message"]["id"] for item in items[0] if "message" in item)
                await there.act(MESSAGE_REMOVE, VIEWER, messageId=message)
                for follower in (near, far):
                    assert (await follower.until(15))[-1]["message"] == {
                        "id": message,
                        "state": "REMOVED",
                        "text": None,
                    }
                for node in (here, there):
                    async with node.follow(VIEWER, room, start) as resumed:
                        seen = [item for item in await resumed.until(15) if "message" in item]
                    assert [item["message"]["text"] for item in seen if item["message"]["id"] == message] == [
                        None,
                        None,
                    ]
            finally:
                valkey.start()
        await here.assert_books_balance()
