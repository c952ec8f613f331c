"""
The books of a test: that they balance, and that what was refused has moved nothing.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg

from largesse.app import verified
from largesse.app.folding import FOLDED
from largesse.database.address import Dialect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from largesse.database.address import Address

Contents = dict[str, list[str]]
"""Every row of every table as text, by table, in an order that depends on the rows alone."""


async def assert_books_balance(address: Address) -> None:
    """
    Verify a database as `largesse ledger verify` does, by every check of every floor.

    Raises:
        AssertionError: something differs; the first differences are named.
    """
    report = await verified(address)
    if not report.clean:
        said = "\n".join(f"{each.check}: {each.subject} {each.detail}" for each in report.first)
        raise AssertionError(f"{report.differences} differences in the books:\n{said}")


async def contents_of(address: Address) -> Contents:
    """
    Return all that a database holds: balances, entries, events, keys, lots and everything else.

    What is folded from events is left out: it follows them a little later, and from nothing else.
    """
    if address.dialect is Dialect.SQLITE:
        return await asyncio.to_thread(_of_sqlite, f"{address.path.absolute().as_uri()}?mode=ro")
    connection = await asyncpg.connect(address.dsn)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            return {
                table: [row for (row,) in await connection.fetch(_query(table, "t::text") + " ORDER BY 1")]
                for (table,) in tables
                if table not in FOLDED
            }
    finally:
        await connection.close()


@asynccontextmanager
async def nothing_moves(address: Address) -> AsyncIterator[None]:
    """
    Have a database hold at the end of the block exactly what it held at its beginning.

    Whoever calls for the first time is noted: have them call before.

    Raises:
        AssertionError: a row has come, gone or changed; they are named.
    """
    before = await contents_of(address)
    yield
    after = await contents_of(address)
    if after != before:
        raise AssertionError("what should have stood still has moved:\n" + "\n".join(_moved(before, after)))


def _of_sqlite(uri: str) -> Contents:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    try:
        connection.execute("BEGIN")
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            table: sorted(map(repr, connection.execute(_query(table, "*"))))
            for (table,) in tables
            if table not in FOLDED
        }
    finally:
        connection.close()


def _query(table: str, columns: str) -> str:
    """Return what reads a table, without the keys of what was folded."""
    but = " WHERE operation NOT LIKE 'fold%'" if table == "keys" else ""
    # The names are the database's own.
    return f'SELECT {columns} FROM "{table}" AS t{but}'  # noqa: S608 - as said


def _moved(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> list[str]:
    lines = []
    for table in sorted(before.keys() | after.keys()):
        old, new = set(before.get(table, ())), set(after.get(table, ()))
        lines += [f"- {table} {row}" for row in sorted(old - new)] + [f"+ {table} {row}" for row in sorted(new - old)]
    return lines
