"""
The sections of a write: what is done to which table, in the one order in which rows are locked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, cast

from largesse.ledger.account import ACCOUNTS
from largesse.ledger.rows import ENTRIES, EVENTS, KEYS, STREAMS, TRANSFERS
from largesse.ledger.table import Column, Kind, Mode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse.ledger.table import AnyTable

EARNINGS_RANK = 75
PLATFORM_RANK = 76


class Action(Enum):
    """What a section does with its rows."""

    PROBE = "probe"
    """Insert the key of a refused deed, which waits for another node's attempt with it, and take it away again."""
    NEW = "new"
    """Insert; a row that is there already is a conflict."""
    SET = "set"
    """Update mutable columns; a row that has moved is a conflict."""
    CHECK = "check"
    """Lock in share; a row that has moved is a conflict."""
    ENSURE = "ensure"
    """Insert with sums of zero where there is no row yet."""
    SUM = "sum"
    """Add to summed columns; a sum that would fall below zero is a conflict."""
    MOVE = "move"
    """Add to a person's or the platform's balance, number its entries, and date the last."""
    APPEND = "append"
    """Insert into history."""
    ENTRIES = "entries"
    """Insert the entries of accounts that have moved, counted back from their new end."""
    EVENTS = "events"
    """Insert events, counted back from their stream's new head."""


@dataclass(frozen=True, slots=True)
class Section:
    """
    One list of rows of a write.

    Args:
        name: unique; the parameter's name.
        action: what is done.
        table: to which table.
        columns: what its rows carry.
    """

    name: str
    action: Action
    table: AnyTable
    columns: tuple[Column, ...]


def sections_of(tables: Iterable[AnyTable]) -> tuple[Section, ...]:
    """
    Return the sections of every write, in the order of locks.

    Args:
        tables: those that floors above declare; the journal's own are added.

    Raises:
        ValueError: two tables claim one rank or one name.
    """
    own = cast("tuple[AnyTable, ...]", (KEYS, ACCOUNTS, STREAMS, TRANSFERS, ENTRIES, EVENTS))
    declared = sorted((*own, *tables), key=lambda table: table.rank)
    taken = [EARNINGS_RANK, PLATFORM_RANK, *(table.rank for table in declared)]
    if len(set(taken)) != len(taken) or len({table.name for table in declared}) != len(declared):
        message = "two tables claim one rank or one name"
        raise ValueError(message)
    ranked: list[tuple[int, Section]] = []
    for table in declared:
        ranked.extend((table.rank, section) for section in _sections_of(table))
    accounts = ACCOUNTS
    for rank, name in ((EARNINGS_RANK, "earnings"), (PLATFORM_RANK, "platform")):
        ranked.append((rank, Section(f"{name}_ensure", Action.ENSURE, accounts, accounts.columns)))
        ranked.append((rank, Section(f"{name}_move", Action.MOVE, accounts, _MOVE)))
    return tuple(section for _, section in sorted(ranked, key=lambda pair: pair[0]))


_VERSION = Column("version", Kind.INT, nullable=False)
_MOVE = (
    Column("id", Kind.ID, nullable=False),
    Column("delta", Kind.INT, nullable=False),
    Column("low", Kind.INT, nullable=False),
    Column("count", Kind.INT, nullable=False),
    Column("step", Kind.INT, nullable=False),
    Column("version", Kind.INT, nullable=True),
)
_ENTRIES = (
    Column("account_id", Kind.ID, nullable=False),
    Column("after_count", Kind.INT, nullable=False),
    Column("cause_id", Kind.ID, nullable=False),
    Column("amount", Kind.INT, nullable=False),
    Column("after_sum", Kind.INT, nullable=False),
)
_STREAM = (
    Column("id", Kind.ID, nullable=False),
    Column("count", Kind.INT, nullable=False),
    Column("step", Kind.INT, nullable=False),
    Column("version", Kind.INT, nullable=True),
)
_EVENTS = (
    Column("stream_id", Kind.ID, nullable=False),
    Column("after_count", Kind.INT, nullable=False),
    Column("kind", Kind.TEXT, nullable=False),
    Column("cause_id", Kind.ID, nullable=False),
    Column("payload", Kind.TEXT, nullable=False),
    Column("decided_at", Kind.INT, nullable=False),
)


def _sections_of(table: AnyTable) -> list[Section]:
    def section(action: Action, columns: tuple[Column, ...]) -> Section:
        return Section(f"{table.name}_{action.value}", action, table, columns)

    special: dict[str, tuple[tuple[Action, tuple[Column, ...]], ...]] = {
        KEYS.name: ((Action.PROBE, table.key), (Action.NEW, table.columns)),
        ACCOUNTS.name: (
            (Action.NEW, table.columns),
            (Action.MOVE, _MOVE),
            (Action.CHECK, (*table.key, _VERSION)),
        ),
        STREAMS.name: (
            (Action.NEW, table.columns),
            (Action.CHECK, (*table.key, _VERSION)),
            (Action.MOVE, _STREAM),
        ),
        ENTRIES.name: ((Action.ENTRIES, _ENTRIES),),
        EVENTS.name: ((Action.EVENTS, _EVENTS),),
    }
    actions = special.get(table.name) or _declared_actions(table)
    return [section(action, columns) for action, columns in actions]


def _declared_actions(table: AnyTable) -> tuple[tuple[Action, tuple[Column, ...]], ...]:
    if table.mode is Mode.APPEND:
        return ((Action.APPEND, table.columns),)
    if table.mode is not Mode.GUARD:
        summed = (*table.key, *table.mutable_columns, *_lows(table))
        return ((Action.ENSURE, table.columns), (Action.SUM, summed))
    keyed = (*table.key, *table.mutable_columns)
    if not table.versioned:
        return ((Action.NEW, table.columns), (Action.SET, keyed))
    return (
        (Action.NEW, table.columns),
        (Action.SET, (*keyed, _VERSION)),
        (Action.CHECK, (*table.key, _VERSION)),
    )


def _lows(table: AnyTable) -> tuple[Column, ...]:
    if table.mode is not Mode.TAKE:
        return ()
    return tuple(Column(f"{column.name}_low", Kind.INT, nullable=False) for column in table.mutable_columns)
