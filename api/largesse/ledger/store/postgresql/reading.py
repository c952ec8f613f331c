"""
The statement that reads a batch: every row that its deeds name, in one snapshot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from largesse.ledger.store.postgresql.definition import NOW
from largesse.ledger.table import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from largesse.ledger.state import BatchNeeds, BatchState
    from largesse.ledger.store.postgresql.definition import Definition
    from largesse.ledger.table import AnyTable

Row = tuple[object, ...]


class Reading:
    """The read of a batch over the declared tables, as one statement with a parameter for each list of keys."""

    def __init__(self, definition: Definition) -> None:
        self._tables = definition.read_tables
        self._ranged = tuple(table for table in self._tables if table.range_owner is not None)
        self._makers = {table: _maker(table) for table in self._tables}
        columns = [NOW]
        for place, table in enumerate(self._tables, start=1):
            columns.append(_rows(table, f"${place}::{definition.key_type_of(table)}[]"))
        for place, table in enumerate(self._ranged):
            first = len(self._tables) + 1 + 2 * place
            columns.append(_range(table, first))
        self.statement = f"SELECT {', '.join(columns)}"

    def arguments(self, needs: BatchNeeds) -> list[object]:
        """Return the statement's arguments; None where nothing of a table is named."""
        arguments: list[object] = []
        for table in self._tables:
            keys = needs.rows.get(table)
            if not keys:
                arguments.append(None)
            else:
                arguments.append([key[0] for key in keys] if table.key_length == 1 else list(keys))
        for table in self._ranged:
            limits = needs.ranges.get(table) or {}
            arguments += [list(limits), list(limits.values())] if limits else [None, None]
        return arguments

    def locks(self, needs: BatchNeeds) -> list[tuple[str, list[object]]]:
        """Return the statements that lock what a batch names, in the one order of kinds and keys."""
        found: list[tuple[str, list[object]]] = []
        for table in self._tables:
            keys = needs.rows.get(table)
            if table.name == "keys" or not keys:
                continue
            names = [column.name for column in table.key]
            condition = " AND ".join(f"t.{name} = u.{name}" for name in names)
            arrays = ", ".join(
                f"${place}::{'uuid' if column.kind is Kind.ID else 'text' if column.kind is Kind.TEXT else 'bigint'}[]"
                for place, column in enumerate(table.key, start=1)
            )
            statement = (
                f"SELECT 1 FROM unnest({arrays}) AS u({', '.join(names)}) JOIN {table.name} t ON {condition}"
                f" ORDER BY {', '.join(f't.{name}' for name in names)} FOR UPDATE OF t"
            )
            found.append((statement, [list(values) for values in zip(*keys, strict=True)]))
        return found

    def remember(self, record: Sequence[object], needs: BatchNeeds, state: BatchState) -> None:
        """Put what a record of the statement holds into a state."""
        for table, rows in zip(self._tables, record[1 : 1 + len(self._tables)], strict=True):
            make = self._makers[table]
            for row in cast("Sequence[Sequence[object]]", rows or ()):
                state.remember(table, make(row))
        for table, rows in zip(self._ranged, record[1 + len(self._tables) :], strict=True):
            limits = needs.ranges.get(table)
            if limits:
                make = self._makers[table]
                made = [make(row) for row in cast("Sequence[Sequence[object]]", rows or ())]
                state.remember_range(table, made, limits)


def _rows(table: AnyTable, keys: str) -> str:
    # OFFSET 0 keeps the lateral read a lookup by the primary key, whatever the planner thinks of the table's size.
    if table.key_length == 1:
        name = table.key[0].name
        return (
            f"(SELECT array_agg(s.t) FROM unnest({keys}) AS u(key),"
            f" LATERAL (SELECT t FROM {table.name} t WHERE t.{name} = u.key OFFSET 0) s)"
        )
    condition = " AND ".join(f"t.{column.name} = u.{column.name}" for column in table.key)
    return (
        f"(SELECT array_agg(s.t) FROM unnest({keys}) AS u,"
        f" LATERAL (SELECT t FROM {table.name} t WHERE {condition} OFFSET 0) s)"
    )


def _range(table: AnyTable, first: int) -> str:
    order = ", ".join(f"t.{name}" for name in table.range_order)
    return (
        f"(SELECT array_agg(s.t) FROM unnest(${first}::uuid[], ${first + 1}::bigint[]) AS u(owner, quantity),"
        f" LATERAL (SELECT t FROM {table.name} t WHERE t.{table.range_owner} = u.owner AND t.{table.range_open}"
        f" ORDER BY {order} LIMIT u.quantity) s)"
    )


def _maker(table: AnyTable) -> Callable[[Sequence[object]], Row]:
    make = table.row._make  # type: ignore[attr-defined]  # every row is a NamedTuple; the bound says only tuple
    ids = [index for index, column in enumerate(table.columns) if column.kind is Kind.ID]

    def made(record: Sequence[object]) -> Row:
        values = list(record)
        for index in ids:
            if values[index] is not None:
                values[index] = str(values[index])
        return cast("Row", make(values))

    return made
