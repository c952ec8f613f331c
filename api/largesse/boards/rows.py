"""
What is kept of boards: totals, standings of who gave, who agreed to be listed, and who wants no board.
"""

from __future__ import annotations

from typing import NamedTuple

from largesse.ledger.table import Id, Mode, Table


class BoardRow(NamedTuple):
    """
    What was given to an owner in a period, by everybody together.

    Args:
        owner_id: a room, or somebody who receives gifts.
        period: the value of a `Period`.
        starts_at: the first instant of it; 0 of what begins with its owner.
        ends_at: the first instant after it; `FOREVER` of what ends with its owner.
        total_coins: what was given and not taken back, anonymously too.
        reversed_coins: what was given and taken back.
        version: moved by every write.
    """

    owner_id: Id
    period: str
    starts_at: int
    ends_at: int
    total_coins: int
    reversed_coins: int
    version: int


class BoardEntryRow(NamedTuple):
    """
    What somebody gave to an owner in a period, with their name; what was given anonymously is in no entry.

    Args:
        owner_id: as the board's.
        period: as the board's.
        starts_at: as the board's.
        person_id: who gave.
        coins: what was given and not taken back: the score.
        reversed_coins: what was given and taken back.
        reached_at: the instant of the last gift in it; of two with one score, who had it first is ahead.
        version: moved by every write.
    """

    owner_id: Id
    period: str
    starts_at: int
    person_id: Id
    coins: int
    reversed_coins: int
    reached_at: int
    version: int


class StandingRow(NamedTuple):
    """
    Whether somebody has agreed to be listed on boards; no row is no.

    Args:
        person_id: who.
        shown: whether they agree now.
        changed_at: since when.
        version: moved by every write.
    """

    person_id: Id
    shown: bool
    changed_at: int
    version: int


class BoardRefusalRow(NamedTuple):
    """
    Whether an owner wants no board to be shown; no row is no.

    Args:
        owner_id: a creator, for all their boards and rooms; or a room, for its own.
        refused: whether none is shown now.
        changed_at: since when.
        version: moved by every write.
    """

    owner_id: Id
    refused: bool
    changed_at: int
    version: int


STANDINGS = Table(
    name="standings",
    row=StandingRow,
    mode=Mode.GUARD,
    rank=100,
    mutable=("shown", "changed_at"),
    erasable=True,
)
BOARD_REFUSALS = Table(
    name="board_refusals",
    row=BoardRefusalRow,
    mode=Mode.GUARD,
    rank=101,
    mutable=("refused", "changed_at"),
)
BOARDS = Table(
    name="boards",
    row=BoardRow,
    mode=Mode.GUARD,
    rank=102,
    key_length=3,
    mutable=("ends_at", "total_coins", "reversed_coins"),
)
BOARD_ENTRIES = Table(
    name="board_entries",
    row=BoardEntryRow,
    mode=Mode.GUARD,
    rank=103,
    key_length=4,
    mutable=("coins", "reversed_coins", "reached_at"),
)
