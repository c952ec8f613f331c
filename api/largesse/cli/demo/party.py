"""
The party: the room of a server that is up, and everybody who is in it until it is over.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp

from largesse.cli.demo.announcement import Announcement
from largesse.cli.demo.cast import OPERATOR, Cast
from largesse.cli.demo.client import Client
from largesse.cli.demo.crowd import Crowd
from largesse.cli.demo.seeding import seed
from largesse.cli.demo.watching import watch
from largesse.people.admission import token_rules
from largesse.schema.ids import global_id

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from largesse.app import App
    from largesse.cli.demo.cast import Invitation
    from largesse.cli.demo.crowd import Tally
    from largesse.cli.demo.feed import Feed


FEED_SECONDS = 5.0
"""How long the feed may lag behind the last gift when the party ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """
    A room with a cast, seeded and not yet begun.

    Args:
        cast: everybody who comes.
        announcement: where it is, and the tokens that let a front-end in.
        invitation: who was asked, and what they like.
    """

    cast: Cast
    announcement: Announcement
    invitation: Invitation

    async def go_on(
        self, feed: Feed, tally: Tally, over: Coroutine[object, object, object], seconds: float | None
    ) -> None:
        """
        Have everybody in the room until it is over, and the feed show what they give.

        Args:
            feed: shows every gift.
            tally: counts what the crowd meets with.
            over: ends it by ending itself.
            seconds: end it after so long, unless None.
        """
        # One connection for each socket and call: the default of 100 would have the crowd queue.
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

            def client(token: str) -> Client:
                return Client(session, self.announcement.graphql, self.announcement.websocket, token)

            operator = client(self.cast.token(self.cast.caller(OPERATOR)))
            viewers = [(client(self.cast.token(viewer)), global_id("Person", viewer.id)) for viewer in self.cast.crowd]
            crowd = Crowd(
                viewers,
                operator,
                self.announcement.room,
                self.invitation.seed,
                liked=self.invitation.liked,
                tally=tally,
            )
            watching = asyncio.create_task(watch(operator, self.announcement.room, feed))
            staying = asyncio.create_task(crowd.stay())
            await _first_of(asyncio.create_task(over), staying, seconds)
            crowd.leave()
            await staying
            # What was given last is still on its way.
            await feed.seen(tally.sent, FEED_SECONDS)
            watching.cancel()


async def prepared(app: App, url: str, invitation: Invitation, *, kept: bool, workers: Sequence[int] = ()) -> Party:
    """
    Seed the room of a server that is up, and return the party that is to be in it.

    Args:
        app: the server.
        url: where it listens.
        invitation: who is asked.
        kept: whether the data directory stays.
        workers: the processes that take its calls, if there are several.
    """
    regions = tuple(region.code for region in app.cards.regions if not region.countries)
    cast = Cast(token_rules(app.settings), app.clock.now(), regions, invitation)
    room = global_id("Room", await seed(app, cast))
    announcement = Announcement(
        url=url,
        room=room,
        data_dir=app.settings.data_dir.resolve(),
        tokens=cast.tokens(),
        expired_token=cast.expired_token(),
        kept=kept,
        workers=workers,
    )
    return Party(cast=cast, announcement=announcement, invitation=invitation)


async def _first_of(over: asyncio.Task[object], staying: asyncio.Task[None], seconds: float | None) -> None:
    await asyncio.wait((over, staying), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    over.cancel()
