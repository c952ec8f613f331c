"""
History: the database itself refuses to change or delete it, to whoever serves.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import asyncpg
import pytest

from largesse.database.grants import SERVE_ROLE
from largesse.ledger.identifiers import new_id
from tests.ledger.books import PostgresqlBooks
from tests.ledger.deeds import gift, grant, open_room

if TYPE_CHECKING:
    from tests.ledger.books import Books

HISTORY = {"transfers": "operation", "entries": "amount", "keys": "result", "events": "payload"}


async def _written(books: Books) -> None:
    ann, eve, room = new_id(), new_id(), new_id()
    await books.do(open_room(room), grant(ann, 10), gift(ann, eve, 3, room=room))


async def _refuses(books: Books, statement: str) -> None:
    if isinstance(books, PostgresqlBooks):
        connection = await books.connect(SERVE_ROLE)
        try:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
        finally:
            await connection.close()
    else:
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            await books.rows(statement)


@pytest.mark.parametrize(("table", "column"), HISTORY.items())
async def test_history_is_neither_updated_nor_deleted(books: Books, table: str, column: str) -> None:
    await _written(books)
    before = await books.content()
    await _refuses(books, f"UPDATE {table} SET {column} = {column}")  # noqa: S608  # named above
    await _refuses(books, f"DELETE FROM {table}")  # noqa: S608  # named above
    assert await books.content() == before


async def test_the_role_that_serves_deletes_no_account_stream_or_hold_and_owns_nothing(
    shared: PostgresqlBooks,
) -> None:
    await _written(shared)
    for table in ("accounts", "streams", "holds"):
        await _refuses(shared, f"DELETE FROM {table}")  # noqa: S608  # named above
    for table in (*HISTORY, "accounts", "streams", "holds"):
        for statement in (f"TRUNCATE {table}", f"DROP TABLE {table}", f"ALTER TABLE {table} ADD COLUMN more bigint"):
            await _refuses(shared, statement)


@pytest.mark.parametrize("table", ["accounts", "streams"])
async def test_a_balance_below_its_floor_is_refused_by_the_database(books: Books, table: str) -> None:
    await _written(books)
    statement = {
        "accounts": "UPDATE accounts SET balance = -1 WHERE mode = 'wallet'",
        "streams": "UPDATE streams SET head = -1",
    }[table]
    with pytest.raises((asyncpg.CheckViolationError, sqlite3.IntegrityError)):
        await books.rows(statement)


async def test_a_number_that_is_none_is_refused_by_the_file(books: Books) -> None:
    if isinstance(books, PostgresqlBooks):
        assert await books.rows("SELECT data_type FROM information_schema.columns WHERE column_name = 'balance'")
        return
    await _written(books)
    for value in ("'ten'", "1.5", "9223372036854775807 + 1"):
        with pytest.raises(sqlite3.IntegrityError):
            await books.rows(f"UPDATE accounts SET balance = {value} WHERE mode = 'platform'")  # noqa: S608  # above
