"""
The show: the demo from its first deed to the proof of its books.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console

from largesse.cli.demo.cast import Invitation
from largesse.cli.demo.crowd import Tally
from largesse.cli.demo.ending import prove, told_to_stop
from largesse.cli.demo.feed import Feed
from largesse.cli.demo.party import prepared
from largesse.cli.demo.saying import counted, say, say_left_out
from largesse.cli.demo.serving import served
from largesse.cli.loop import settled

if TYPE_CHECKING:
    from largesse.settings import Settings


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
        with told_to_stop() as stopped:
            async with served(self.settings, console) as (app, url, workers):
                invitation = Invitation(crowd=self.crowd, seed=self.seed)
                party = await prepared(app, url, invitation, kept=self.kept, workers=workers)
                say_left_out(Console(stderr=True), app.plugins.failed)
                if self.json:
                    sys.stdout.write(party.announcement.json() + "\n")
                    sys.stdout.flush()
                party.announcement.show(console)
                settled()
                tally = Tally()
                with feed.shown(lambda: str(tally)):
                    await party.go_on(feed, tally, stopped.wait(), self.duration_seconds)
                say(console, f"The crowd: {tally}, {counted(tally.sent, 'gift')} sent.")
        await prove(self.settings, feed.totals, console)
