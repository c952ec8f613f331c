"""
The show: the demo from its first deed to the proof of its books.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
from rich.console import Console

from largesse.app import address_for, running, verified
from largesse.cli.demo.announcement import Announcement
from largesse.cli.demo.cast import OPERATOR, Cast
from largesse.cli.demo.client import Client
from largesse.cli.demo.crowd import Crowd
from largesse.cli.demo.feed import Feed
from largesse.cli.demo.seeding import seed
from largesse.cli.demo.watching import watch
from largesse.cli.failure import CommandFailed
from largesse.cli.loop import settled
from largesse.people.admission import token_rules
from largesse.plugins import Policy
from largesse.schema.ids import global_id
from largesse.web.runner import listening

if TYPE_CHECKING:
    from collections.abc import Generator

    from largesse.app import App
    from largesse.settings import Settings


FEED_SECONDS = 5.0
"""How long the feed may lag behind the last gift when the demo ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """
    A demo.

    Args:
        settings: of the server.
        crowd: how many simulated viewers there are.
        seed: what chooses their names, regions and gifts.
        duration_seconds: how long it lasts; until it is told to stop if None.
        json: whether standard output gets one JSON object and nothing else.
        kept: whether the data directory stays.
    """

    settings: Settings
    crowd: int
    seed: int
    duration_seconds: float | None
    json: bool
    kept: bool

    async def play(self) -> None:
        """
        Serve until told to stop or until the time is over, then prove the books.

        Raises:
            CommandFailed: they do not balance.
        """
        console = Console(stderr=self.json)
        feed = Feed(console)
        with _told_to_stop() as stopped:
            async with (
                running(self.settings, Policy(everything=True), "largesse demo") as app,
                listening(app.web, self.settings) as address,
            ):
                await self._perform(app, address.url, feed, console, stopped)
        _say(console, "The server has stopped; verifying the books.")
        report = await verified(address_for(self.settings))
        _say(console, f"Given: {feed.totals}.")
        for difference in report.first:
            _say(console, f"{difference.check}: {difference.subject} {difference.detail}")
        if not report.clean:
            message = f"The books do not balance: {report.differences:,} differences."
            raise CommandFailed(message)
        counted = ", ".join(f"{count:,} {what}" for what, count in report.counts.items())
        _say(console, f"The books balance: {len(report.checks)} checks over {counted}.")

    async def _perform(self, app: App, url: str, feed: Feed, console: Console, stopped: asyncio.Event) -> None:
        regions = tuple(region.code for region in app.cards.regions if not region.countries)
        cast = Cast(token_rules(self.settings), app.clock.now(), regions, self.crowd, self.seed)
        room = global_id("Room", await seed(app, cast))
        announcement = Announcement(
            url=url,
            room=room,
            data_dir=self.settings.data_dir.resolve(),
            tokens=cast.tokens(),
            expired_token=cast.expired_token(),
            kept=self.kept,
        )
        if self.json:
            sys.stdout.write(announcement.json() + "\n")
            sys.stdout.flush()
        announcement.show(console)
        settled()
        # One connection for each socket and call: the default of 100 would have the crowd queue.
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

            def client(token: str) -> Client:
                return Client(session, announcement.graphql, announcement.websocket, token)

            operator = client(cast.token(cast.caller(OPERATOR)))
            viewers = [(client(cast.token(viewer)), global_id("Person", viewer.id)) for viewer in cast.crowd]
            crowd = Crowd(viewers, operator, room, self.seed)
            with feed.shown(lambda: str(crowd.tally)):
                watching = asyncio.create_task(watch(operator, room, feed))
                staying = asyncio.create_task(crowd.stay())
                await _first_of(stopped, staying, self.duration_seconds)
                crowd.leave()
                await staying
                # What was given last is still on its way.
                await feed.seen(crowd.tally.sent, FEED_SECONDS)
                watching.cancel()
            _say(console, f"The crowd: {crowd.tally}, {crowd.tally.sent:,} gifts sent.")


async def _first_of(stopped: asyncio.Event, staying: asyncio.Task[None], seconds: float | None) -> None:
    waiting = asyncio.create_task(stopped.wait())
    await asyncio.wait((waiting, staying), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()


@contextmanager
def _told_to_stop() -> Generator[asyncio.Event, None, None]:
    """Turn Ctrl-C and SIGTERM into an event for as long as the context lasts."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    try:
        yield stopped
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


def _say(console: Console, text: str) -> None:
    console.print(text, highlight=False, markup=False, soft_wrap=True)
