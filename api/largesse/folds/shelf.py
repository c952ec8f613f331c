"""
A shelf: the rows that a fold works on, over whatever they were read from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from largesse.ledger.deed import Write
from largesse.ledger.table import Mode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    from largesse.ledger.table import AnyTable, Key, R_co, Table

    class Beneath(Protocol):
        """Where rows are read from: a deed's state, or nothing at all."""

        def get(self, table: Table[R_co], *key: object) -> R_co | None:
            """Return a row, or None where there is none."""
            ...


class Shelf:
    """
    Rows as a fold changes them, each written once in the end, however often it was put.

    Versions are none of a fold's business: whatever it puts into the last field of a guarded row, what is written is
    one more than what was read.

    Args:
        beneath: where rows are read from; None if there are no others than those that were put.
    """

    def __init__(self, beneath: Beneath | None = None) -> None:
        self._beneath = beneath
        self._put: dict[AnyTable, dict[Key, tuple[object, ...]]] = {}

    def get(self, table: Table[R_co], *key: object) -> R_co | None:
        """Return a row as it is by now, or None where there is none."""
        put = self._put.get(cast("AnyTable", table), {}).get(key)
        if put is not None:
            return cast("R_co", put)
        return self._beneath.get(table, *key) if self._beneath else None

    def put(self, table: AnyTable, row: tuple[object, ...]) -> None:
        """Put a row in the place of whatever has its key."""
        self._put.setdefault(table, {})[table.key_of(row)] = row

    @property
    def rows(self) -> Mapping[AnyTable, Mapping[Key, tuple[object, ...]]]:
        """What was put, by table and key."""
        return self._put

    def writes(self) -> list[Write]:
        """Return what has to be written: nothing of what is as it was."""
        return [
            Write(table, _versioned(table, row, before))
            for table, rows in self._put.items()
            for key, row in rows.items()
            if not same(table, row, before := self._beneath.get(table, *key) if self._beneath else None)
        ]


def same(table: AnyTable, row: tuple[object, ...], other: tuple[object, ...] | None) -> bool:
    """Tell whether two rows of a table say the same; a version says only how often a row was written."""
    end = -1 if table.versioned else None
    return other is not None and row[:end] == other[:end]


def _versioned(table: AnyTable, row: tuple[object, ...], before: tuple[object, ...] | None) -> tuple[object, ...]:
    if table.mode is not Mode.GUARD or not table.versioned:
        return row
    version = cast("int", before[-1]) + 1 if before is not None else 1
    return cast("tuple[object, ...]", table.row._make((*row[:-1], version)))  # type: ignore[attr-defined]  # rows are NamedTuples
