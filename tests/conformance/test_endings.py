"""
How it ends: for one whose time is over, for everybody when the server goes, and for whoever does not read.

What ends for everybody is stated for all clients at once.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from largesse.settings import Transport
from largesse.testing import GUEST, MODERATOR
from tests.javascript.relay import Relay

from .drivers import Asked
from .viewer import Ending

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from .drivers import Driver
    from .own import OwnVenue
    from .venue import Venue
    from .viewer import Viewer

pytestmark = pytest.mark.asyncio(loop_scope="package")

SENT = 1_200
"""Gifts of which more than a connection holds wait for whoever does not read."""
SECONDS = 15.0
"""Within so many seconds a token that gives nothing any more ends what was opened with it."""
_UNAUTHENTICATED = Ending(codes=("UNAUTHENTICATED",))
EXPIRED = {
    Transport.WEBSOCKET: Ending(close=4401),
    Transport.EVENT_STREAM: _UNAUTHENTICATED,
    Transport.MULTIPART: _UNAUTHENTICATED,
}
REVOKED = {**EXPIRED, Transport.WEBSOCKET: Ending(close=4403)}
GOING_AWAY = {
    Transport.WEBSOCKET: Ending(close=1001),
    # It just ends, so that a browser comes back by itself.
    Transport.EVENT_STREAM: Ending(),
    Transport.MULTIPART: Ending(codes=("UNAVAILABLE",)),
}


@asynccontextmanager
async def everybody(drivers: Sequence[Driver], asked: Asked) -> AsyncIterator[Mapping[str, Viewer]]:
    """A viewer with each client, who has seen the room."""
    async with AsyncExitStack() as stack:
        viewers = {driver.name: await stack.enter_async_context(driver.following(asked)) for driver in drivers}
        await asyncio.gather(*(viewer.next() for viewer in viewers.values()))
        yield viewers


async def endings(viewers: Mapping[str, Viewer], seconds: float = SECONDS) -> dict[str, Ending]:
    """How each of them ends."""
    ended = await asyncio.gather(*(viewer.ending(seconds) for viewer in viewers.values()))
    return dict(zip(viewers, ended, strict=True))


def expected(drivers: Sequence[Driver], by_transport: Mapping[Transport, Ending]) -> dict[str, Ending]:
    return {driver.name: by_transport[driver.transport] for driver in drivers}


async def test_a_token_that_gives_nothing_lets_nobody_in(venue: Venue, bearer_driver: Driver) -> None:
    room = await venue.open_room()
    for token, by_transport in ((venue.expired, EXPIRED), ("forged", REVOKED)):
        async with bearer_driver.following(Asked(venue.url, token, room)) as viewer:
            assert await viewer.ending() == by_transport[bearer_driver.transport]


async def test_a_token_that_expires_ends_what_was_opened_with_it(own: OwnVenue, drivers: list[Driver]) -> None:
    room = await own.open_room()
    async with everybody(drivers, Asked(own.url, own.token_of(MODERATOR, seconds=3), room)) as viewers:
        (sent,) = await own.send(room)
        assert await endings(viewers) == expected(drivers, EXPIRED)
    assert {name: viewer.gifts for name, viewer in viewers.items()} == {driver.name: [sent] for driver in drivers}


async def test_a_token_that_is_revoked_ends_what_was_opened_with_it(own: OwnVenue, drivers: list[Driver]) -> None:
    room = await own.open_room()
    async with everybody(drivers, Asked(own.url, own.token_of(GUEST), room)) as viewers:
        await own.revoke(GUEST)
        assert await endings(viewers) == expected(drivers, REVOKED)


async def test_a_server_that_goes_away_says_so_and_nothing_is_lost(own: OwnVenue, drivers: list[Driver]) -> None:
    room = await own.open_room()
    asked = Asked(own.url, own.watcher, room)
    async with everybody(drivers, asked) as viewers:
        sent = await own.send(room, 2)
        await asyncio.gather(*(viewer.until_gifts(2) for viewer in viewers.values()))
        ending = asyncio.create_task(endings(viewers))
        await own.stop()
        assert await ending == expected(drivers, GOING_AWAY)
        await own.start()
    sent += await own.send(room, 2)
    for driver in drivers:
        viewer = viewers[driver.name]
        async with driver.following(asked._replace(place=viewer.place)) as back:
            assert viewer.gifts + await back.until_gifts(2) == sent, driver.name


async def test_whoever_does_not_read_is_told_what_it_missed_and_finds_it_by_its_cursor(
    own: OwnVenue, drivers: list[Driver]
) -> None:
    room = await own.open_room()
    with own.limited(buffer_events_max=50):
        async with (
            Relay(own.port, narrow=True) as relay,
            everybody(drivers, Asked(relay.url, own.watcher, room)) as slow,
        ):
            own.narrow(relay.towards_server)
            relay.hold()
            # Of nobody's streak, so that none of them is left out for a later one that counts it.
            sent = await own.send_at_once(room, SENT, anonymous=True, message="A rose is a rose. " * 10)
            relay.let_go()
            assert await endings(slow, seconds=60) == dict.fromkeys(slow, Ending(complete=True))
    for driver in drivers:
        viewer = slow[driver.name]
        assert viewer.kinds[-2:] == ["Lagged", "StreamEnded"], driver.name
        assert viewer.items[-1]["reason"] == "LAGGED"
        assert int(viewer.items[-2]["missedCount"]) == SENT - len(viewer.gifts)
        async with driver.following(Asked(own.url, own.watcher, room, place=viewer.place)) as back:
            seen = viewer.gifts + await back.until_gifts(SENT - len(viewer.gifts))
        assert len(seen) == SENT
        assert set(seen) == sent
