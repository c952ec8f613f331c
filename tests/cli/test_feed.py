"""
The feed: what it counts and shows, live and in lines.
"""

from __future__ import annotations

import asyncio
import io

from rich.console import Console

from largesse.cli.demo.feed import Feed, Given, Totals

ROSE = Given("Ada", "Nova", "🌹", "Rose", 3, 3, 1_500_000)
LION = Given("Ben", "Kenji", "🦁", "Lion", 1, 1_000, 550_000_001)


def plain() -> tuple[Feed, io.StringIO]:
    """A feed that is shown nowhere in particular."""
    file = io.StringIO()
    return Feed(Console(file=file, width=60)), file


def test_without_a_terminal_a_gift_is_one_line_however_long() -> None:
    feed, file = plain()
    with feed.shown(lambda: "nobody"):
        feed.add(ROSE)
        feed.add(LION)
    assert file.getvalue().splitlines() == [
        "Ada gave Nova 3 x 🌹 Rose: 3 coins, 1.500000 diamonds (50.0%), 1.0 gifts/s",
        "Ben gave Kenji 1 x 🦁 Lion: 1,000 coins, 550.000001 diamonds (55.0%), 2.0 gifts/s",
    ]


def test_in_a_terminal_the_latest_gifts_and_the_totals_are_shown() -> None:
    file = io.StringIO()
    feed = Feed(Console(file=file, force_terminal=True, width=100, height=40, color_system=None))
    with feed.shown(lambda: "two viewers"):
        for _ in range(20):
            feed.add(ROSE)
        feed.add(LION)
    last = file.getvalue().rpartition("from ")[2]
    assert last.count("Rose x 3") == 13
    assert "Lion" in last
    assert "1,060 coins" in last
    assert "two viewers" in last


def test_totals_are_exact_and_name_the_creators_share() -> None:
    totals = Totals()
    assert totals.share == "0.0%"
    totals.add(ROSE)
    assert str(totals).startswith("1 gift, 3 coins, 1.500000 diamonds (50.0% to creators), ")
    totals.add(LION)
    assert (totals.gifts, totals.coins, totals.diamonds) == (2, 1_003, 551_500_001)
    assert str(totals).startswith("2 gifts, 1,003 coins, 551.500001 diamonds (54.9% to creators), ")


async def test_it_is_waited_for_until_a_gift_is_shown() -> None:
    feed, _ = plain()
    waiting = asyncio.create_task(feed.seen(2, 10))
    feed.add(ROSE)
    await asyncio.sleep(0)
    assert not waiting.done()
    feed.add(ROSE)
    await asyncio.wait_for(waiting, 5)


async def test_a_gift_that_never_comes_is_not_waited_for_longer_than_said() -> None:
    feed, _ = plain()
    await asyncio.wait_for(feed.seen(1, 0.01), 5)
    assert feed.totals.gifts == 0
