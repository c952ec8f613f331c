"""
The feed: what it counts and shows, live and in lines.
"""

from __future__ import annotations

import asyncio
import io

from rich.console import Console

from largesse.cli.demo.feed import Feed
from largesse.cli.demo.scene import ROWS
from largesse.cli.demo.told import Given, Over, Standing, Streak
from largesse.cli.demo.totals import Totals

ROSE = Given("Ada", "Nova", "🌹", "Rose", 3, 3, 1_500_000)
LION = Given("Ben", "Kenji", "🦁", "Lion", 1, 1_000, 550_000_001)


BOARD = [Standing(1, "Ben", 1_000), Standing(2, "Ada", 60)]


def rose(number: int, streak: str = "s") -> Given:
    """The gift of a number in a streak of roses, one at a time."""
    return Given("Ada", "Nova", "🌹", "Rose", 1, 1, 500_000, Streak(streak, number, number))


def last_frame(feed: Feed, file: io.StringIO) -> str:
    """What the terminal shows at the end."""
    with feed.shown(lambda: "two viewers"):
        pass
    return file.getvalue().rpartition("from ")[2]


def terminal(width: int = 120, height: int = 40) -> tuple[Feed, io.StringIO]:
    """A feed in a terminal of so many columns and lines."""
    file = io.StringIO()
    return Feed(Console(file=file, force_terminal=True, width=width, height=height, color_system=None)), file


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


def test_without_a_terminal_a_streak_is_counted_and_its_end_is_a_line_with_the_reason() -> None:
    feed, file = plain()
    for number in (1, 2, 3):
        feed.add(rose(number))
    feed.end(Over(Streak("s", 3, 3), "OUT_OF_COINS"))
    lines = file.getvalue().splitlines()
    assert [line.partition("gifts/s")[2] for line in lines[:3]] == ["", ", 2 in a row", ", 3 in a row"]
    assert lines[3:] == ["Ada's streak for Nova is over (out of coins): 3 x 🌹 Rose in 3 gifts, 3 coins"]


def test_a_gift_that_nothing_followed_was_no_streak() -> None:
    feed, file = plain()
    feed.add(rose(1))
    feed.end(Over(Streak("s", 1, 1), "WINDOW_PASSED"))
    feed.end(Over(Streak("of before", 9, 9), "WINDOW_PASSED"))
    assert len(file.getvalue().splitlines()) == 1


def test_in_a_terminal_the_latest_gifts_and_the_totals_are_shown() -> None:
    feed, file = terminal()
    for _ in range(20):
        feed.add(ROSE)
    feed.add(LION)
    shown = last_frame(feed, file)
    assert shown.count("Rose x 3") == ROWS - 1
    assert "Lion" in shown
    assert "1,060 coins" in shown
    assert "two viewers" in shown


def test_in_a_terminal_a_streak_is_counted_up_in_one_place_and_says_why_it_ended() -> None:
    feed, file = terminal()
    for number in range(1, 8):
        feed.add(rose(number))
    feed.add(LION)
    feed.add(rose(8))
    running = last_frame(feed, file)
    assert running.count("Rose") == 1
    assert "Rose x 8" in running
    assert "8 in a row" in running
    feed.end(Over(Streak("s", 8, 8), "WINDOW_PASSED"))
    over = last_frame(feed, file)
    assert "8, window passed" in over
    assert "in a row" not in over


def test_in_a_terminal_the_board_stands_beside_the_gifts_or_below_them() -> None:
    for width, ranked in ((120, "1  Ben"), (80, "1. Ben 1,000  2. Ada 60")):
        feed, file = terminal(width)
        feed.add(LION)
        feed.rank(BOARD)
        feed.count(12)
        feed.hear("Zoe", "Encore!")
        shown = last_frame(feed, file)
        assert ranked in shown
        assert "gave the most" in shown
        assert "12 viewers in the room; two viewers" in shown
        assert "Zoe: Encore!" in shown


def test_what_a_narrow_terminal_has_no_room_for_is_left_out_and_nothing_is_cut() -> None:
    told = ["to", "gift", "streak", "coins", "diamonds", "share"]
    for width, columns in (
        (120, told),
        (112, told[:-1]),
        (87, told),
        (80, told[:-1]),
        (66, told[:-2]),
        (60, told[:-3]),
    ):
        feed, file = terminal(width)
        feed.add(rose(1))
        feed.add(rose(2))
        feed.end(Over(Streak("s", 123, 123_456), "WINDOW_PASSED"))
        feed.add(LION._replace(coins=999_999, diamonds=549_999_450_000))
        header, streak, gift = last_frame(feed, file).splitlines()[:3]
        assert header.partition("gave")[0].split() == columns
        assert ("2, window passed" in streak, "…" in streak + gift) == (True, False)
        assert ("999,999" in gift, "549999.450000" in gift, "55.0%" in gift) == tuple(
            column in columns for column in ("coins", "diamonds", "share")
        )


def test_in_a_low_terminal_the_latest_gifts_leave_room_for_the_rest() -> None:
    for height, shown in ((24, ROWS), (15, 5), (5, 1)):
        feed, file = terminal(60, height)
        for _ in range(20):
            feed.add(ROSE)
        assert last_frame(feed, file).count("Rose x 3") == shown


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
