"""
The feed: who gave what, shown live in a terminal, and line by line anywhere else.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from largesse.cli.demo.saying import counted
from largesse.money import DIAMOND, DIAMONDS_PER_COIN, decimal_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

SHOWN = 14
"""How many of the latest gifts the live feed shows."""
RATE_SECONDS = 5.0
"""Over how many of the last seconds the rate is counted."""
FRAMES_PER_SECOND = 8


class Given(NamedTuple):
    """A gift as the room hears of it; diamonds in millionths."""

    sender: str
    recipient: str
    emoji: str
    name: str
    quantity: int
    coins: int
    diamonds: int

    @property
    def share(self) -> str:
        """The creator's part of the coins, in per cent with one decimal."""
        return _percent(self.diamonds, self.coins)


@dataclass
class Totals:
    """What the feed has seen so far; diamonds in millionths."""

    gifts: int = 0
    coins: int = 0
    diamonds: int = 0
    _seen_at: deque[float] = field(default_factory=deque)
    _began: float = field(default_factory=monotonic)

    def add(self, given: Given) -> None:
        """Count a gift."""
        self.gifts += 1
        self.coins += given.coins
        self.diamonds += given.diamonds
        self._seen_at.append(monotonic())

    @property
    def rate(self) -> float:
        """Gifts per second, over the last few seconds."""
        now = monotonic()
        while self._seen_at and self._seen_at[0] < now - RATE_SECONDS:
            self._seen_at.popleft()
        return len(self._seen_at) / max(min(RATE_SECONDS, now - self._began), 1.0)

    @property
    def share(self) -> str:
        """The creators' part of all coins, in per cent with one decimal."""
        return _percent(self.diamonds, self.coins)

    def __str__(self) -> str:
        """Say all of it in one line."""
        return (
            f"{counted(self.gifts, 'gift')}, {counted(self.coins, 'coin')},"
            f" {decimal_text(self.diamonds, DIAMOND)} diamonds ({self.share} to creators), {self.rate:.1f} gifts/s"
        )


class Feed:
    """
    The feed of a room.

    Args:
        console: where it is shown: live if it is a terminal, else a line for each gift.
    """

    def __init__(self, console: Console) -> None:
        self.totals = Totals()
        self._console = console
        self._latest: deque[Given] = deque(maxlen=SHOWN)
        self._added = asyncio.Event()

    def add(self, given: Given) -> None:
        """Show a gift."""
        self.totals.add(given)
        self._latest.append(given)
        self._added.set()
        if not self._console.is_terminal:
            self._console.print(
                f"{given.sender} gave {given.recipient} {given.quantity} x {given.emoji} {given.name}:"
                f" {counted(given.coins, 'coin')}, {decimal_text(given.diamonds, DIAMOND)} diamonds ({given.share}),"
                f" {self.totals.rate:.1f} gifts/s",
                markup=False,
                highlight=False,
                soft_wrap=True,
            )

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
            get_renderable=lambda: self._picture(crowd()),
            console=self._console,
            refresh_per_second=FRAMES_PER_SECOND,
        ):
            yield

    def _picture(self, crowd: str) -> Group:
        table = Table(box=None, pad_edge=False, header_style="dim")
        table.add_column("from", min_width=12)
        table.add_column("to", min_width=8)
        table.add_column("gift", min_width=22)
        table.add_column("coins", justify="right", min_width=7)
        table.add_column("diamonds", justify="right", min_width=14)
        table.add_column("share", justify="right", min_width=6)
        for given in self._latest:
            table.add_row(
                Text(given.sender, style="cyan"),
                given.recipient,
                f"{given.emoji}  {given.name}" + (f" x {given.quantity}" if given.quantity > 1 else ""),
                f"{given.coins:,}",
                Text(decimal_text(given.diamonds, DIAMOND), style="magenta"),
                given.share,
            )
        return Group(table, Text(), Text(str(self.totals), style="bold"), Text(crowd, style="dim"))


def _percent(diamonds: int, coins: int) -> str:
    if not coins:
        return "0.0%"
    tenths = diamonds * 1_000 // (coins * DIAMONDS_PER_COIN)
    return f"{tenths // 10}.{tenths % 10}%"
