"""
The statements of the SQLite store, generated from the declared tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from largesse.ledger.store.sections import Action, Section

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse.ledger.table import AnyTable


class Statement(NamedTuple):
    """
    What is executed for each row of a section.

    Args:
        text: with the row's columns as ?1, ?2, … and the batch's instant after them.
        counted: whether a row that is not affected is a conflict.
    """

    text: str
    counted: bool


def statement_of(section: Section) -> Statement | None:
    """Return the statement of a section; None for one that SQLite does not need."""
    make = _MAKERS.get(section.action)
    return make(section) if make is not None else None


def read_of(table: AnyTable) -> str:
    """Return the statement that reads a row by its key."""
    condition = " AND ".join(f"{column.name} = ?" for column in table.key)
    return f"SELECT {_names(table)} FROM {table.name} WHERE {condition}"


def range_of(table: AnyTable) -> str:
    """Return the statement that reads the next open rows of an owner."""
    return (
        f"SELECT {_names(table)} FROM {table.name} WHERE {table.range_owner} = ? AND {table.range_open} = 1"
        f" ORDER BY {', '.join(table.range_order)} LIMIT ?"
    )


def _names(table: AnyTable) -> str:
    return ", ".join(column.name for column in table.columns)


def _places(section: Section) -> dict[str, str]:
    return {column.name: f"?{place}" for place, column in enumerate(section.columns, start=1)}


def _where(section: Section) -> str:
    places = _places(section)
    return " AND ".join(f"{column.name} = {places[column.name]}" for column in section.table.key)


def _insert(section: Section) -> str:
    places = ", ".join(_places(section).values())
    return f"INSERT INTO {section.table.name} ({_names(section.table)}) VALUES ({places})"


def _new(section: Section) -> Statement:
    return Statement(f"{_insert(section)} ON CONFLICT DO NOTHING", counted=True)


def _ensure(section: Section) -> Statement:
    return Statement(f"{_insert(section)} ON CONFLICT DO NOTHING", counted=False)


def _append(section: Section) -> Statement:
    return Statement(_insert(section), counted=True)


def _set(section: Section) -> Statement:
    places = _places(section)
    sets = [f"{column.name} = {places[column.name]}" for column in section.table.mutable_columns]
    where = _where(section)
    if section.table.versioned:
        sets.append("version = version + 1")
        where += f" AND version = {places['version']}"
    return Statement(f"UPDATE {section.table.name} SET {', '.join(sets)} WHERE {where}", counted=True)


def _sum(section: Section) -> Statement:
    places = _places(section)
    names = [column.name for column in section.table.mutable_columns]
    sets = ", ".join(f"{name} = {name} + {places[name]}" for name in names)
    floors = "".join(
        f" AND {low.removesuffix('_low')} + {place} >= 0" for low, place in places.items() if low.endswith("_low")
    )
    return Statement(f"UPDATE {section.table.name} SET {sets} WHERE {_where(section)}{floors}", counted=True)


def _move(section: Section) -> Statement:
    if section.table.name == "streams":
        return Statement(
            "UPDATE streams SET head = head + ?2, state_version = state_version + ?3"
            " WHERE id = ?1 AND (?4 IS NULL OR state_version = ?4)",
            counted=True,
        )
    now = f"?{len(section.columns) + 1}"
    return Statement(
        "UPDATE accounts SET balance = balance + ?2, entries = entries + ?4, version = version + ?5,"
        f" posted_at = CASE WHEN ?4 > 0 THEN max(posted_at, {now}) ELSE posted_at END"
        " WHERE id = ?1 AND (?6 IS NULL OR version = ?6) AND (floor IS NULL OR ?3 >= 0 OR balance + ?3 >= floor)",
        counted=True,
    )


def _entries(_: Section) -> Statement:
    return Statement(
        "INSERT INTO entries (account_id, number, cause_id, amount, balance, posted_at)"
        " SELECT id, entries - ?2, ?3, ?4, balance - ?5, posted_at FROM accounts WHERE id = ?1",
        counted=True,
    )


def _events(_: Section) -> Statement:
    return Statement(
        "INSERT INTO events (stream_id, stream_offset, kind, cause_id, payload, decided_at)"
        " SELECT id, head - ?2, ?3, ?4, ?5, ?6 FROM streams WHERE id = ?1",
        counted=True,
    )


# A probe waits for other nodes, and a check looks whether they moved a row: SQLite has no other nodes.
_MAKERS: dict[Action, Callable[[Section], Statement]] = {
    Action.NEW: _new,
    Action.SET: _set,
    Action.ENSURE: _ensure,
    Action.SUM: _sum,
    Action.MOVE: _move,
    Action.APPEND: _append,
    Action.ENTRIES: _entries,
    Action.EVENTS: _events,
}
