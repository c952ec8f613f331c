"""
At every door a notice is told to each who follows, executed once for all of them, and is no place to resume after.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from largesse.streams import Cursor
from tests.web.groups.scoreboard import MATCH, ROOM, Stadium, graph
from tests.web.house import doors, house
from tests.web.sockets.test_sockets import INIT, heard, say, subscribe

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from aiohttp import ClientResponse, ClientWebSocketResponse

    from tests.web.house import House

    Hear = Callable[[], Awaitable[tuple[str | None, dict[str, Any]]]]

MULTIPART = "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json"


@pytest.fixture
async def stadium() -> AsyncIterator[Stadium]:
    """A room that is shown at the doors of `opened`."""
    built = Stadium()
    yield built
    await built.hub.close()


@pytest.fixture
async def opened(stadium: Stadium) -> AsyncIterator[House]:
    """A server of that room."""
    async with house(replace(doors({}), context_for=stadium.context_for), graph) as running:
        yield running


def on_events(answer: ClientResponse) -> Hear:
    """Hear server-sent events: the id of each, and what it tells."""

    async def hear() -> tuple[str | None, dict[str, Any]]:
        lines: dict[str, str] = {}
        while "data" not in lines:
            name, _, value = (await answer.content.readuntil(b"\n")).decode().strip().partition(": ")
            lines[name] = value
        return lines.get("id"), json.loads(lines["data"])["data"]["match"]

    return hear


def on_multipart(answer: ClientResponse) -> Hear:
    """Hear the parts of a multipart answer."""

    async def hear() -> tuple[str | None, dict[str, Any]]:
        line = b""
        while not line.startswith(b"{"):
            line = await answer.content.readuntil(b"\n")
        return None, json.loads(line)["payload"]["data"]["match"]

    return hear


def on_socket(socket: ClientWebSocketResponse) -> Hear:
    """Hear the messages of an operation on a socket."""

    async def hear() -> tuple[str | None, dict[str, Any]]:
        return None, (await heard(socket))["payload"]["data"]["match"]

    return hear


async def test_a_notice_has_no_id_and_is_executed_once(stadium: Stadium, opened: House) -> None:
    async with AsyncExitStack() as stack, asyncio.timeout(20):
        events = on_events(await stack.enter_async_context(opened.stream(MATCH, "text/event-stream")))
        parts = on_multipart(await stack.enter_async_context(opened.stream(MATCH, MULTIPART)))
        socket = await stack.enter_async_context(opened.socket())
        await say(socket, INIT)
        await socket.send_json(subscribe(MATCH))
        viewers = (events, parts, on_socket(socket))
        start = Cursor(ROOM, 1, 0).text
        kickoff = {"__typename": "Kickoff", "cursor": start}
        assert [await hear() for hear in viewers] == [(start, kickoff), (None, kickoff), (None, kickoff)]
        stadium.happen()
        goal = {"__typename": "Goal", "cursor": Cursor(ROOM, 1, 1).text, "offset": 1, "told": True}
        assert [(await hear())[1] for hear in viewers] == [goal] * 3
        stadium.notice(5)
        score = {"__typename": "Score", "points": 5, "told": True}
        assert [await hear() for hear in viewers] == [(None, score)] * 3
    assert stadium.executed == ["goal 1", "score 5"]


async def test_who_resumes_is_told_what_it_missed_and_the_latest_notice(stadium: Stadium, opened: House) -> None:
    async with AsyncExitStack() as stack, asyncio.timeout(20):
        first = on_events(await stack.enter_async_context(opened.stream(MATCH, "text/event-stream")))
        await first()
        stadium.happen(2)
        stadium.notice(3)
        assert [(await first())[1]["__typename"] for _ in range(3)] == ["Goal", "Goal", "Score"]
        back = {"Last-Event-ID": Cursor(ROOM, 1, 1).text}
        resumed = on_events(await stack.enter_async_context(opened.stream(MATCH, "text/event-stream", **back)))
        told = [await resumed() for _ in range(2)]
        assert [(cursor, each["__typename"]) for cursor, each in told] == [
            (Cursor(ROOM, 1, 2).text, "Goal"),
            (None, "Score"),
        ]
    assert stadium.executed == ["goal 1", "goal 2", "score 3"]
