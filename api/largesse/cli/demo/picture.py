"""
The picture of a room in a terminal: gifts and streaks on the left, the board on the right, the totals below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def picture(scene: Scene, totals: Totals, crowd: str, width: int) -> Group:
    """
    Return the picture.

    Args:
        scene: what is to be seen.
        totals: what was given in all.
        crowd: how the crowd is, in a few words.
        width: of the terminal, in columns.
    """
    gifts = _gifts(scene.rows)
    if width < WIDE:
        below: list[Table | Text] = [_ranks(scene.board)] if scene.board else []
        return Group(gifts, Text(), *below, *_words(scene, totals, crowd))
    side = Table.grid(padding=(0, 4))
    side.add_row(gifts, _board(scene.board))
    return Group(side, Text(), *_words(scene, totals, crowd))


def _gifts(rows: Sequence[Row]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("from", min_width=12)
    table.add_column("to", min_width=6)
    table.add_column("gift", min_width=20)
    table.add_column("streak", min_width=10)
    table.add_column("coins", justify="right", min_width=6)
    table.add_column("diamonds", justify="right", min_width=12)
    table.add_column("share", justify="right", min_width=6)
    for row in rows:
        given = row.given
        table.add_row(
            Text(given.sender, style="cyan"),
            Text(given.recipient),
            Text(f"{given.emoji}  {given.name}" + (f" x {row.count:,}" if row.count > 1 else "")),
            _streak(row),
            f"{row.coins:,}",
            Text(decimal_text(row.diamonds, DIAMOND), style="magenta"),
            percent(row.diamonds, row.coins),
        )
    return table


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
