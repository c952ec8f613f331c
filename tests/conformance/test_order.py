"""
What a viewer sees of a room: how it is, then each thing that happens, once and in the room's order.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest

from largesse.schema.ids import global_id

from .drivers import Asked
from .viewer import Ending

if TYPE_CHECKING:
    from .drivers import Driver
    from .venue import Venue

SEEN = {"RoomSnapshot", "GiftSentEvent", "RoomPausedEvent", "RoomResumedEvent", "RoomClosedEvent"}
"""What a server may tell beside these, such as streaks that end, follows from them in its own time."""
pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_a_snapshot_comes_first_and_shows_what_was_before_it(venue: Venue, driver: Driver) -> None:
    room = await venue.open_room()
    sent = await venue.send(room, 3)
    async with driver.following(Asked(venue.url, venue.watcher, room)) as viewer:
        snapshot = await viewer.next()
        assert (snapshot["__typename"], snapshot["room"]["status"]) == ("RoomSnapshot", "OPEN")
        assert viewer.gifts_shown == sent
        told = await venue.send(room)
        assert await viewer.until_gifts(1) == told
        assert viewer.gifts_shown == sent + told


async def test_everybody_sees_each_gift_once_and_in_the_order_of_the_books(venue: Venue, driver: Driver) -> None:
    room = await venue.open_room()
    async with AsyncExitStack() as stack:
        asked = Asked(venue.url, venue.watcher, room)
        viewers = [await stack.enter_async_context(driver.following(asked)) for _ in range(3)]
        await asyncio.gather(*(viewer.next() for viewer in viewers))
        sent = await venue.send_at_once(room, 40)
        await asyncio.gather(*(viewer.until_gifts(40) for viewer in viewers))
    stored = await venue.gifts(room)
    assert set(stored) == sent
    assert [viewer.gifts for viewer in viewers] == [stored] * 3
    assert viewers[0].items[1:] == viewers[1].items[1:] == viewers[2].items[1:]


async def test_a_snapshot_and_what_follows_meet_without_gap_or_double(venue: Venue, driver: Driver) -> None:
    room = await venue.open_room()
    async with AsyncExitStack() as stack:
        sending = asyncio.create_task(venue.send_at_once(room, 60))
        asked = Asked(venue.url, venue.watcher, room)
        viewers = []
        while not sending.done() and len(viewers) < 8:
            viewers.append(await stack.enter_async_context(driver.following(asked)))
            await viewers[-1].next()
        await sending
        stored = await venue.gifts(room)
        for viewer in viewers:
            while len(viewer.gifts_shown) < len(stored):
                await viewer.next()
    assert len(stored) == 60
    assert [viewer.gifts_shown for viewer in viewers] == [stored] * len(viewers)


async def test_whatever_else_happens_stands_in_the_same_order(venue: Venue, driver: Driver) -> None:
    room = await venue.open_room()
    async with driver.following(Asked(venue.url, venue.watcher, room)) as viewer:
        await viewer.next()
        await venue.send(room)
        await venue.pause(room, paused=True)
        await venue.pause(room, paused=False)
        await venue.send(room)
        await venue.close(room)
        while viewer.kinds[-1] != "RoomClosedEvent":
            await viewer.next()
    assert [kind for kind in viewer.kinds if kind in SEEN] == [
        "RoomSnapshot",
        "GiftSentEvent",
        "RoomPausedEvent",
        "RoomResumedEvent",
        "GiftSentEvent",
        "RoomClosedEvent",
    ]


async def test_a_streak_is_counted_in_all_and_ends_once(venue: Venue, driver: Driver) -> None:
    room = await venue.open_room()
    async with driver.following(Asked(venue.url, venue.watcher, room)) as viewer:
        await viewer.next()
        await venue.send(room, 3)
        await venue.close(room)
        while not {"RoomClosedEvent", "ComboEndedEvent"} <= set(viewer.kinds):
            await viewer.next()
    counted = [item["combo"] for item in viewer.items if item["__typename"] == "GiftSentEvent"]
    ended = [item["combo"] for item in viewer.items if item["__typename"] == "ComboEndedEvent"]
    assert [combo["count"] for combo in counted] == ["1", "2", "3"]
    assert {combo["id"] for combo in counted} == {ended[0]["id"]}
    assert [(combo["count"], combo["endReason"]) for combo in ended] == [("3", "ROOM_CLOSED")]


async def test_what_is_refused_is_told_to_nobody(venue: Venue, driver: Driver) -> None:
    room = await venue.open_room()
    async with driver.following(Asked(venue.url, venue.watcher, room)) as viewer:
        await viewer.next()
        assert await venue.send_refused(room) == ["PRICE_CHANGED"]
        sent = await venue.send(room)
        assert await viewer.until_gifts(1) == sent


async def test_a_closed_room_is_shown_as_it_was(venue: Venue, driver: Driver) -> None:
    room = await venue.open_room()
    sent = await venue.send(room, 2)
    await venue.close(room)
    async with driver.following(Asked(venue.url, venue.watcher, room)) as viewer:
        assert (await viewer.next())["room"]["status"] == "CLOSED"
        assert viewer.gifts_shown == sent


async def test_a_room_that_is_not_there_is_refused(venue: Venue, driver: Driver) -> None:
    nowhere = global_id("Room", "00000000-0000-7000-8000-000000000000")
    for room, code in ((nowhere, "NOT_FOUND"), ("nowhere", "INVALID_INPUT")):
        async with driver.following(Asked(venue.url, venue.watcher, room)) as viewer:
            assert await viewer.ending() == Ending(codes=(code,))
