"""
Many who open a room at once are shown it as it is, and it is read and executed a few times for all of them.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace

from largesse.streams import Cursor
from tests.web.groups.scoreboard import MATCH, ROOM, Stadium, graph
from tests.web.groups.test_notices_at_doors import on_events, on_socket
from tests.web.house import doors, house
from tests.web.sockets.test_sockets import INIT, say, subscribe

MANY = 60


async def test_what_they_are_shown_first_is_read_for_all_of_a_moment() -> None:
    stadium = Stadium()
    stadium.happen(3)
    led_to = replace(doors({}), context_for=stadium.context_for)
    async with house(led_to, graph) as opened, AsyncExitStack() as stack, asyncio.timeout(20):
        socket = await stack.enter_async_context(opened.socket())
        await say(socket, INIT)
        for number in range(MANY):
            await socket.send_json(subscribe(MATCH, str(number)))
        hear = on_socket(socket)
        kickoff = {"__typename": "Kickoff", "cursor": Cursor(ROOM, 1, 3).text}
        assert [(await hear())[1] for _ in range(MANY)] == [kickoff] * MANY
        assert stadium.snapshots < MANY / 10
        stadium.happen()
        assert {(await hear())[1]["offset"] for _ in range(MANY)} == {4}
    await stadium.hub.close()


async def test_who_comes_later_is_shown_what_has_happened_since() -> None:
    stadium = Stadium()
    led_to = replace(doors({}), context_for=stadium.context_for)
    async with house(led_to, graph) as opened, AsyncExitStack() as stack, asyncio.timeout(20):
        for offset in range(3):
            answer = await stack.enter_async_context(opened.stream(MATCH, "text/event-stream"))
            assert (await on_events(answer)())[0] == Cursor(ROOM, 1, offset).text
            stadium.happen()
    assert stadium.snapshots == 3
    await stadium.hub.close()
