"""
The studio: a room that is served anew, with everybody and everything in it, whenever the plugin has changed.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from largesse.app import running
from largesse.cli.demo.cast import Invitation
from largesse.cli.demo.crowd import Tally
from largesse.cli.demo.ending import prove, told_to_stop
from largesse.cli.demo.feed import Feed
from largesse.cli.demo.party import prepared
from largesse.cli.demo.saying import say, say_left_out
from largesse.cli.plugins.dev.attempt import POLICY, attempted
from largesse.cli.plugins.dev.changes import Changes
from largesse.cli.plugins.dev.faults import told_in_words
from largesse.cli.plugins.dev.pardon import pardon
from largesse.errors import ConfigurationError
from largesse.sentences import ended
from largesse.web.runner import listening

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from largesse.app import App
    from largesse.cli.demo.party import Party
    from largesse.cli.plugins.dev.attempt import Attempt
    from largesse.settings import Settings

COMMAND = "largesse plugins dev"
SEED = 1
STAYS = "The room goes on with what worked."


@dataclass(slots=True, kw_only=True)
class Studio:
    """
    Where a plugin is tried out while it is written.

    Args:
        directory: of the plugin's pyproject.toml.
        settings: of the server; a port that was free at first is kept from one serving to the next.
        crowd: how many simulated viewers there are.
        duration_seconds: how long it lasts; until it is told to stop if None.
        json: whether standard output gets one JSON object and nothing else.
        console: where everything else is said.
    """

    directory: Path
    settings: Settings
    crowd: int
    duration_seconds: float | None
    json: bool
    console: Console
    _began: float = field(default_factory=monotonic, init=False)
    _changed: float | None = field(default=None, init=False)
    """When the change was noticed that the serving to come shows; None before the first."""

    async def work(self) -> None:
        """
        Serve until told to stop or until the time is over, then prove the books.

        Raises:
            ConfigurationError: there is no plugin to begin with, or the server cannot start.
            CommandFailed: the books do not balance.
        """
        feed, tally, changes = Feed(self.console), Tally(), Changes(self.directory)
        attempt: Attempt | None = await asyncio.to_thread(attempted, self.directory, self.settings.plugins)
        worked: Attempt | None = None
        with told_to_stop() as stopped, feed.shown(lambda: str(tally)), told_in_words(self.console):
            while attempt is not None:
                try:
                    async with (
                        running(self.settings, POLICY, COMMAND, candidates=attempt.candidates) as app,
                        listening(app.web, self.settings) as address,
                    ):
                        worked = attempt
                        await pardon(app, attempt.reports)
                        self.settings = self.settings.model_copy(update={"port": address.port})
                        party = await self._prepared(app, address.url, attempt)
                        attempt = await self._serve(party, feed, tally, changes, stopped)
                except ConfigurationError as error:
                    if worked is None or worked is attempt:
                        raise
                    say(self.console, f"{ended(error.message)} {STAYS}", "red")
                    attempt = worked
        await prove(self.settings, feed.totals, self.console)

    async def _prepared(self, app: App, url: str, attempt: Attempt) -> Party:
        """Ask everybody in, and say what there is to be seen."""
        liked = [each.key for each in attempt.gift_types]
        invitation = Invitation(crowd=self.crowd, seed=SEED, guests=attempt.guests, liked=liked)
        party = await prepared(app, url, invitation, kept=True)
        if self._changed is None:
            if self.json:
                sys.stdout.write(party.announcement.json() + "\n")
                sys.stdout.flush()
            party.announcement.show(self.console)
            say_left_out(self.console, (each for each in app.plugins.failed if each.name not in attempt.names))
        for mistake in attempt.mistakes:
            say(self.console, ended(mistake), "red")
        took = "" if self._changed is None else f", {monotonic() - self._changed:.1f} s after the change"
        for report in attempt.reports:
            if report.summary:
                say(self.console, f"{report.name} {report.version} is in the room: {report.summary}{took}.", "green")
        for gift_type in attempt.gift_types:
            media = app.catalogue.find(gift_type.key).media
            shown = media.animation or media.still
            say(self.console, f"  {gift_type.emoji} {gift_type.name_in('en')}: {url}{shown}")
        return party

    async def _serve(
        self, party: Party, feed: Feed, tally: Tally, changes: Changes, stopped: asyncio.Event
    ) -> Attempt | None:
        """Have the party go on until the plugin has changed, and return it then; or until all is over: nothing."""
        changing = asyncio.create_task(self._better(changes))
        stopping = asyncio.create_task(stopped.wait())
        over = asyncio.wait((changing, stopping), return_when=asyncio.FIRST_COMPLETED)
        left = None
        if self.duration_seconds is not None:
            left = max(0.0, self._began + self.duration_seconds - monotonic())
        try:
            await party.go_on(feed, tally, over, left)
            return changing.result() if changing.done() and not stopped.is_set() else None
        finally:
            changing.cancel()
            stopping.cancel()

    async def _better(self, changes: Changes) -> Attempt:
        """Return the plugin once it has changed into one that can be loaded, and say of each that cannot why not."""
        while True:
            await changes.next()
            self._changed = monotonic()
            try:
                attempt = await asyncio.to_thread(attempted, self.directory, self.settings.plugins)
            except ConfigurationError as error:
                say(self.console, f"{ended(error.message)} {STAYS}", "red")
                continue
            if not attempt.mistakes:
                return attempt
            for mistake in attempt.mistakes:
                say(self.console, f"{ended(mistake)} {STAYS}", "red")
