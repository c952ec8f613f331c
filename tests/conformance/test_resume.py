"""
Coming back: whoever was away sees what came meanwhile, and nothing of what came before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.settings import Transport
from tests.javascript.relay import Relay

from .drivers import Asked, PythonDriver
from .viewer import Ending, gifts_of

if TYPE_CHECKING:
    from .drivers import Driver
    from .own import OwnVenue
    from .venue import Venue

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_a_cursor_resumes_after_its_item_from_what_is_at_hand(venue: Venue, driver: Driver) -> None:
    room = await venue.open_room()
    asked = Asked(venue.url, venue.watcher, room)
    # Somebody stays, so that the server has what comes at hand.
    async with driver.following(asked) as stays:
        await stays.next()
        sent = await venue.send(room, 4)
        await stays.until_gifts(4)
        for number, place in enumerate(stays.places[:-1]):
            async with driver.following(asked._replace(place=place)) as back:
                missed = stays.items[number + 1 :]
                assert await back.until_gifts(len(gifts_of(missed))) == gifts_of(missed)
                assert back.items == missed
        assert stays.gifts == sent


async def test_a_cursor_resumes_after_its_item_from_the_books(venue: Venue, driver: Driver) -> None:
    room = await venue.open_room()
    asked = Asked(venue.url, venue.watcher, room)
    async with driver.following(asked) as viewer:
        await viewer.next()
        before = await venue.send(room)
        await viewer.until_gifts(1)
    meanwhile = await venue.send(room, 3)
    for place, missed in zip(viewer.places, (before + meanwhile, meanwhile), strict=True):
        async with driver.following(asked._replace(place=place)) as back:
            assert await back.until_gifts(len(missed)) == missed
            assert "RoomSnapshot" not in back.kinds


async def test_whoever_missed_nothing_is_told_what_happens_next(venue: Venue, driver: Driver) -> None:
    room = await venue.open_room()
    asked = Asked(venue.url, venue.watcher, room)
    async with driver.following(asked) as viewer:
        await viewer.next()
    async with driver.following(asked._replace(place=viewer.place)) as back, driver.following(asked) as other:
        await other.next()
        sent = await venue.send(room)
        assert await back.until_gifts(1) == sent
        assert "RoomSnapshot" not in back.kinds


async def test_a_connection_that_is_cut_loses_nothing(venue: Venue, driver: Driver) -> None:
    room = await venue.open_room()
    async with Relay(venue.port) as relay:
        asked = Asked(relay.url, venue.watcher, room)
        async with driver.following(asked) as viewer:
            await viewer.next()
            sent = await venue.send(room, 2)
            await viewer.until_gifts(2)
            relay.cut()
            sent += await venue.send(room, 2)
            await viewer.ending()
        async with driver.following(asked._replace(place=viewer.place)) as back:
            assert viewer.gifts + await back.until_gifts(4 - len(viewer.gifts)) == sent


async def test_a_client_that_comes_back_by_itself_says_where_it_was(venue: Venue, returning_driver: Driver) -> None:
    room = await venue.open_room()
    async with Relay(venue.port) as relay:
        asked = Asked(relay.url, venue.watcher, room, returns=True)
        async with returning_driver.following(asked) as viewer:
            await viewer.next()
            sent = []
            for _ in range(2):
                sent += await venue.send(room, 2)
                await viewer.until_gifts(len(sent))
                relay.cut()
            sent += await venue.send(room, 2)
            assert await viewer.until_gifts(len(sent)) == sent
    assert viewer.kinds.count("RoomSnapshot") == 1


async def test_the_last_event_id_comes_before_the_cursor(venue: Venue, header_driver: Driver) -> None:
    room = await venue.open_room()
    asked = Asked(venue.url, venue.watcher, room)
    async with header_driver.following(asked) as viewer:
        await viewer.next()
        sent = await venue.send(room, 3)
        await viewer.until_gifts(3)
    early, late = viewer.places[0], viewer.places[2]
    both = asked._replace(place=late, after=early.cursor, last_event_id=late.cursor)
    async with header_driver.following(both) as back:
        assert await back.until_gifts(1) == sent[2:]


async def test_a_cursor_of_another_room_or_of_nothing_is_refused(venue: Venue, driver: Driver) -> None:
    room, other = await venue.open_room(), await venue.open_room()
    async with driver.following(Asked(venue.url, venue.watcher, other)) as viewer:
        await viewer.next()
    assert viewer.place is not None
    for odd in (viewer.place.cursor, "", "x", viewer.place.cursor[:-1], "A" * 28):
        async with driver.following(Asked(venue.url, venue.watcher, room, after=odd)) as back:
            assert await back.ending() == Ending(codes=("INVALID_INPUT",)), odd


async def test_a_cursor_that_cannot_be_resumed_from_gets_a_snapshot(own: OwnVenue, driver: Driver) -> None:
    room = await own.open_room()
    asked = Asked(own.url, own.watcher, room)
    # Who leaves by a websocket is gone at once, and then nothing is at hand.
    async with PythonDriver(Transport.WEBSOCKET).following(asked) as viewer:
        await viewer.next()
        sent = await own.send(room, 6)
        await viewer.until_gifts(6)
    await own.until_nobody_follows()
    first, second, *_, last = viewer.places
    beyond, of_another_epoch = own.elsewhen(room, last, offset=1_000), own.elsewhen(room, last, epoch=1)
    with own.limited(resume_events_max=5):
        for after in (first.cursor, beyond, of_another_epoch):
            async with driver.following(asked._replace(after=after)) as back:
                assert (await back.next())["__typename"] == "RoomSnapshot"
                assert (back.place, back.gifts_shown) == (last, sent)
        async with driver.following(asked._replace(place=second)) as back:
            assert await back.until_gifts(5) == sent[1:]
