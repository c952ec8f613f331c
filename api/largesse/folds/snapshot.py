"""
A snapshot: cursors, rows and events as they stood at one instant, while nodes go on folding.
"""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar, cast

import orjson

from largesse.database.address import Dialect
from largesse.database.executor import open_executor
from largesse.folds.rows import CURSORS
from largesse.gifts.rows import GIFTS
from largesse.ledger.rows import EVENTS
from largesse.ledger.table import Kind
from largesse.money import INT64_MAX

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Sequence

    from largesse.database.address import Address
    from largesse.database.executor import Executor
    from largesse.folds.rows import CursorRow
    from largesse.gifts.rows import GiftRow
    from largesse.ledger.rows import EventRow
    from largesse.ledger.table import AnyTable, Table

R = TypeVar("R", bound=tuple[object, ...])
_PLACEHOLDER = re.compile(r"\$(\d+)")
_BEGIN = {
    Dialect.POSTGRESQL: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    Dialect.SQLITE: "BEGIN",
}


class Snapshot:
    """
    Reads of one connection, which see one state of the database while `held`.

    Args:
        executor: the connection.
    """

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """See one state of the database for as long as the block lasts."""
        await self._executor.run(_BEGIN[self._executor.dialect])
        try:
            yield
        finally:
            await self._executor.rollback()

    async def room_ids(self, after: str, limit: int) -> list[str]:
        """Return rooms in the order of their identifiers."""
        return await self._ids("SELECT id FROM rooms WHERE id > $1 ORDER BY id LIMIT $2", after, limit)

    async def recipient_ids(self, after: str, limit: int) -> list[str]:
        """Return all who have been given something, in the order of their identifiers."""
        query = "SELECT DISTINCT recipient_id FROM gifts WHERE recipient_id > $1 ORDER BY recipient_id LIMIT $2"
        return await self._ids(query, after, limit)

    async def recipients_in(self, room_id: str) -> list[str]:
        """Return all who have been given something in a room."""
        # By the room's own events: gifts have no index by room.
        found: set[str] = set()
        async for page in self.events(room_id, INT64_MAX):
            found.update(orjson.loads(event.payload)["recipient_id"] for event in page if event.kind == "giftSent")
        return sorted(found)

    async def rooms_of(self, recipient_id: str) -> list[str]:
        """Return all rooms in which somebody was given something."""
        return await self._ids("SELECT DISTINCT room_id FROM gifts WHERE recipient_id = $1", recipient_id)

    async def cursors(self, stream_id: str) -> dict[str, CursorRow]:
        """Return how far each fold has got in a room."""
        return {row.fold: row for row in await self.rows(CURSORS, "stream_id = $1", stream_id)}

    async def events(self, stream_id: str, last: int, size: int = 1_000) -> AsyncIterator[Sequence[EventRow]]:
        """Return the events of a room up to an offset, a page at a time."""
        after = 0
        while after < last:
            condition = "stream_id = $1 AND stream_offset > $2 AND stream_offset <= $3 ORDER BY stream_offset LIMIT $4"
            page = await self.rows(EVENTS, condition, stream_id, after, last, size)
            if not page:
                return
            yield page
            after = page[-1].stream_offset

    async def gifts(self, gift_ids: Collection[str]) -> dict[str, GiftRow]:
        """Return gifts by their identifiers."""
        if not gift_ids:
            return {}
        places = ", ".join(f"${number}" for number in range(1, len(gift_ids) + 1))
        return {row.id: row for row in await self.rows(GIFTS, f"id IN ({places})", *gift_ids)}

    async def rows(self, table: Table[R], condition: str, *values: object) -> list[R]:
        """
        Return rows of a table.

        Args:
            table: which table.
            condition: what follows WHERE; its parameters are `$1`, `$2`, …
            values: of the parameters.
        """
        columns = ", ".join(column.name for column in table.columns)
        found = await self._read(f"SELECT {columns} FROM {table.name} WHERE {condition}", *values)  # noqa: S608 - names of ours
        return [cast("R", _row(cast("AnyTable", table), row)) for row in found]

    async def _ids(self, query: str, *values: object) -> list[str]:
        return [str(row[0]) for row in await self._read(query, *values)]

    async def _read(self, query: str, *values: object) -> list[tuple[object, ...]]:
        if self._executor.dialect is Dialect.SQLITE:
            query = _PLACEHOLDER.sub(r"?\1", query)
        return await self._executor.rows(query, *values)


@asynccontextmanager
async def open_snapshots(address: Address) -> AsyncIterator[Snapshot]:
    """
    Connect to a database to see states of it.

    Raises:
        ConfigurationError: it does not exist, or lets nobody of this name in.
        Unavailable: it does not answer.
    """
    async with open_executor(address, read_only=True) as executor:
        yield Snapshot(executor)


def _row(table: AnyTable, values: tuple[object, ...]) -> tuple[object, ...]:
    """Return a row as the rest of the code knows it: identifiers as text, and truth as truth, on either database."""
    plain: list[object] = []
    for column, value in zip(table.columns, values, strict=True):
        if value is not None and column.kind is Kind.ID:
            plain.append(str(value))
        elif value is not None and column.kind is Kind.BOOL:
            plain.append(bool(value))
        else:
            plain.append(value)
    return cast("tuple[object, ...]", table.row._make(plain))  # type: ignore[attr-defined]  # rows are NamedTuples
