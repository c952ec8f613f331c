"""
The feed: what happens in a room, shown live in a terminal, and line by line anywhere else.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from rich.live import Live

from largesse.cli.demo.picture import picture
from largesse.cli.demo.saying import counted, say
from largesse.cli.demo.scene import Scene
from largesse.cli.demo.totals import Totals
from largesse.money import DIAMOND, decimal_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.console import Console

    from largesse.cli.demo.scene import Row
    from largesse.cli.demo.told import Given, Over, Standing

FRAMES_PER_SECOND = 8


class Feed:
    """
    The feed of a room.

    Args:
        console: where it is shown: live if it is a terminal, else a line for each gift, message and end of a streak.
    """

    def __init__(self, console: Console) -> None:
        self.totals = Totals()
        self.scene = Scene()
        self._console = console
        self._added = asyncio.Event()

    def add(self, given: Given) -> None:
        """Show a gift."""
        self.totals.add(given)
        row = self.scene.add(given)
        self._added.set()
        in_a_row = f", {row.taps} in a row" if row.taps > 1 else ""
        self._say(
            f"{given.sender} gave {given.recipient} {given.quantity} x {given.emoji} {given.name}:"
            f" {counted(given.coins, 'coin')}, {decimal_text(given.diamonds, DIAMOND)} diamonds ({given.share}),"
            f" {self.totals.rate:.1f} gifts/s{in_a_row}"
        )

    def end(self, over: Over) -> None:
        """Show that a streak is over, and why; a gift that nothing followed was none."""
        row = self.scene.end(over)
        if row is not None and row.taps > 1:
            self._say(_farewell(row, over))

    def rank(self, board: Sequence[Standing]) -> None:
        """Show who gave most."""
        self.scene.board = board

    def count(self, viewers: int) -> None:
        """Show how many follow the room."""
        self.scene.viewers = viewers

    def hear(self, name: str, text: str) -> None:
        """Show what somebody said."""
        self.scene.messages.append((name, text))
        self._say(f"{name}: {text}")

    async def seen(self, gifts: int, seconds: float) -> None:
        """Return once so many gifts were shown, or the time is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.totals.gifts < gifts:
                    self._added.clear()
                    await self._added.wait()

    @contextmanager
    def shown(self, crowd: Callable[[], str]) -> Iterator[None]:
        """
        Show the feed for as long as the context lasts.

        Args:
            crowd: says in a few words how the crowd is.
        """
        if not self._console.is_terminal:
            yield
            return
        with Live(
            get_renderable=lambda: picture(self.scene, self.totals, crowd(), *self._console.size),
            console=self._console,
            refresh_per_second=FRAMES_PER_SECOND,
        ):
            yield

    def _say(self, line: str) -> None:
        if not self._console.is_terminal:
            say(self._console, line)


def _farewell(row: Row, over: Over) -> str:
    given, streak = row.given, over.streak
    return (
        f"{given.sender}'s streak for {given.recipient} is over ({over.why}):"
        f" {streak.count:,} x {given.emoji} {given.name} in {row.taps} gifts, {counted(streak.coins, 'coin')}"
    )
