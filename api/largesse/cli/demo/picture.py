"""
The picture of a room in a terminal: gifts and streaks on the left, the board on the right, the totals below.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

from rich.console import Group
from rich.table import Table
from rich.text import Text

from largesse.cli.demo.saying import counted
from largesse.cli.demo.told import percent
from largesse.money import DIAMOND, decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from largesse.cli.demo.scene import Row, Scene
    from largesse.cli.demo.told import Standing
    from largesse.cli.demo.totals import Totals

WIDE = 112
"""From how many columns on the board stands beside the gifts; in a narrower terminal it is a line below them."""
_SIDE = 28
_APART = 4
_BELOW = 10
"""Lines that the picture has beside its gifts: their header, an empty one, the ranks, messages, and words that wrap."""
_COLUMNS: tuple[tuple[str, int, Literal["left", "right"]], ...] = (
    ("from", 12, "left"),
    ("to", 6, "left"),
    ("gift", 20, "left"),
    ("streak", 17, "left"),
    ("coins", 7, "right"),
    ("diamonds", 13, "right"),
    ("share", 6, "right"),
)
"""What is told of a gift, how many columns of a terminal it takes, and where it stands in them."""


def picture(scene: Scene, totals: Totals, crowd: str, width: int, height: int) -> Group:
    """
    Return the picture.

    Args:
        scene: what is to be seen.
        totals: what was given in all.
        crowd: how the crowd is, in a few words.
        width: of the terminal, in columns.
        height: of the terminal, in lines.
    """
    room = width if width < WIDE else width - _SIDE - _APART
    gifts = _gifts(list(scene.rows)[-max(1, height - _BELOW) :], room)
    if width < WIDE:
        below: list[Table | Text] = [_ranks(scene.board)] if scene.board else []
        return Group(gifts, Text(), *below, *_words(scene, totals, crowd))
    side = Table.grid(padding=(0, _APART))
    side.add_row(gifts, _board(scene.board))
    return Group(side, Text(), *_words(scene, totals, crowd))


def _gifts(rows: Sequence[Row], width: int) -> Table:
    table = Table(box=None, pad_edge=False, collapse_padding=True, header_style="dim")
    told = _told(width)
    for name, columns, justify in _COLUMNS[:told]:
        table.add_column(name, width=columns, justify=justify, no_wrap=True)
    for row in rows:
        table.add_row(*_cells(row)[:told])
    return table


def _told(width: int) -> int:
    """Return how much is told of a gift: what a narrow terminal has no room for is left out, rather than cut."""
    taken = list(accumulate(columns + 1 for _, columns, _ in _COLUMNS))
    return max(1, bisect_right(taken, width + 1))


def _cells(row: Row) -> tuple[Text | str, ...]:
    given = row.given
    return (
        Text(given.sender, style="cyan"),
        Text(given.recipient),
        Text(f"{given.emoji}  {given.name}" + (f" x {row.count:,}" if row.count > 1 else "")),
        _streak(row),
        f"{row.coins:,}",
        Text(decimal_text(row.diamonds, DIAMOND), style="magenta"),
        percent(row.diamonds, row.coins),
    )


def _streak(row: Row) -> Text:
    """Return how a streak goes: how long it is while it runs, and why it ended; a gift alone is none."""
    if row.taps == 1:
        return Text()
    if row.over is None:
        return Text(f"{row.taps} in a row", style="bold yellow")
    return Text(f"{row.taps}, {row.over.why}", style="dim")


def _board(standings: Sequence[Standing]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", width=_SIDE)
    table.add_column("", justify="right", width=2)
    table.add_column("gave the most", ratio=1, no_wrap=True)
    table.add_column("coins", justify="right")
    for standing in standings:
        table.add_row(f"{standing.rank}", Text(standing.name, style="cyan"), f"{standing.coins:,}")
    return table


def _ranks(standings: Sequence[Standing]) -> Text:
    places = (f"{standing.rank}. {standing.name} {standing.coins:,}" for standing in standings)
    return Text("gave the most: " + "  ".join(places), style="cyan", no_wrap=True, overflow="ellipsis")


def _words(scene: Scene, totals: Totals, crowd: str) -> Iterator[Text]:
    for name, text in scene.messages:
        yield Text.assemble((f"{name}: ", "cyan"), text, no_wrap=True, overflow="ellipsis")
    yield Text(str(totals), style="bold")
    yield Text(
        crowd if scene.viewers is None else f"{counted(scene.viewers, 'viewer')} in the room; {crowd}", style="dim"
    )
