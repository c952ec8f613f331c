"""
Words that were erased are shown to nobody who comes back, whatever was kept of how they were told.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace

from largesse.streams import Cursor
from tests.web.groups.scoreboard import ROOM, Stadium, graph
from tests.web.groups.test_notices_at_doors import on_events
from tests.web.house import doors, house

WORDS = "subscription Words($after: String) { match(after: $after) { ... on Goal { words } } }"
EVENTS = "text/event-stream"


async def test_who_resumes_after_an_erasure_is_not_shown_what_was_erased() -> None:
    stadium = Stadium()
    stadium.words |= {1: "well done", 2: "something rude"}
    led_to = replace(
        doors({}),
        context_for=stadium.context_for,
        on_forget=lambda listener: stadium.hub.on_forget(lambda place: listener(place.text)),
    )
    async with house(led_to, graph) as opened, AsyncExitStack() as stack, asyncio.timeout(20):
        first = on_events(await stack.enter_async_context(opened.stream(WORDS, EVENTS)))
        await first()
        stadium.happen(3)
        told = [(await first())[1]["words"] for _ in range(3)]
        assert told == ["well done", "something rude", None]
        del stadium.words[2]
        stadium.hub.forget(ROOM, 2)
        for start, words in ((0, ["well done", None, None]), (1, [None, None]), (2, [None])):
            back = {"Last-Event-ID": Cursor(ROOM, 1, start).text}
            resumed = on_events(await stack.enter_async_context(opened.stream(WORDS, EVENTS, **back)))
            assert [(await resumed())[1]["words"] for _ in words] == words
    await stadium.hub.close()
