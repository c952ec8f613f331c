"""
One connection in one database transaction, as migrations write through it, on either database.
"""

from __future__ import annotations

import asyncio
import sqlite3
from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, ClassVar

import asyncpg

from largesse.database.address import Address, Dialect
from largesse.database.file import is_unavailable as is_file_unavailable
from largesse.database.file import open_reader, open_writer, statements_of
from largesse.database.postgresql import CONNECT_SECONDS, is_unavailable
from largesse.errors import ConfigurationError, Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from typing import TypeVar

    T = TypeVar("T")

LOCK = 7_021_801_311_894_352_744
"""The advisory lock that every migration holds on PostgreSQL; a number drawn once at random."""

WAIT_SECONDS = 60.0
"""How long a migration of SQLite waits for another one."""


class Executor(ABC):
    """
    Writes of whoever owns the database: definitions, grants, and data that a migration moves.

    All of it happens in the transaction that is open when it is handed over, or not at all.
    """

    dialect: ClassVar[Dialect]

    @abstractmethod
    async def run(self, script: str) -> None:
        """Run a script of any number of statements."""

    @abstractmethod
    async def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Run one statement and return its rows; its parameters are `$1`, … on PostgreSQL and `?1`, … on SQLite."""

    @abstractmethod
    async def begin(self) -> None:
        """Begin a transaction that no other migration can be in, waiting for it if need be."""

    async def commit(self) -> None:
        """Make everything last that was written since `begin`."""
        await self.run("COMMIT")

    async def rollback(self) -> None:
        """Undo everything that was written since `begin`."""
        await self.run("ROLLBACK")


class PostgresqlExecutor(Executor):
    """A connection to PostgreSQL."""

    dialect = Dialect.POSTGRESQL

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def run(self, script: str) -> None:
        """Run a script of any number of statements."""
        await self._connection.execute(script)

    async def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Run one statement and return its rows."""
        return [tuple(row) for row in await self._connection.fetch(query, *values)]

    async def begin(self) -> None:
        """Begin a transaction under the advisory lock, which ends with it."""
        await self.run(f"BEGIN; SELECT pg_advisory_xact_lock({LOCK})")


class SqliteExecutor(Executor):
    """A connection to a SQLite file, used in a thread of its own."""

    dialect = Dialect.SQLITE

    def __init__(self, connection: sqlite3.Connection, thread: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._thread = thread

    async def run(self, script: str) -> None:
        """Run a script of any number of statements."""

        def work() -> None:
            for statement in statements_of(script):
                self._connection.execute(statement)

        await self._do(work)

    async def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Run one statement and return its rows."""
        return await self._do(lambda: self._connection.execute(query, values).fetchall())

    async def begin(self) -> None:
        """Begin a transaction that writes, waiting for any other that does."""
        await self.run("BEGIN IMMEDIATE")

    async def _do(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


@asynccontextmanager
async def open_executor(address: Address, *, read_only: bool = False) -> AsyncIterator[Executor]:
    """
    Connect to a database as its address says; what is not committed when the block is left is undone.

    Args:
        address: of the database; a SQLite file is created if need be, unless it is only read.
        read_only: whether writes are refused.

    Raises:
        ConfigurationError: it does not exist, or lets nobody of this name in.
        Unavailable: it does not answer.
    """
    opened = _open_sqlite if address.dialect is Dialect.SQLITE else _open_postgresql
    async with opened(address, read_only=read_only) as executor:
        yield executor


@asynccontextmanager
async def _open_postgresql(address: Address, *, read_only: bool) -> AsyncIterator[Executor]:
    with translated(address):
        connection = await asyncpg.connect(
            address.dsn,
            timeout=CONNECT_SECONDS,
            server_settings={
                "application_name": "largesse migrate",
                "default_transaction_read_only": "on" if read_only else "off",
            },
        )
        try:
            yield PostgresqlExecutor(connection)
        finally:
            # A connection that ends takes its transaction and its locks with it.
            connection.terminate()


@asynccontextmanager
async def _open_sqlite(address: Address, *, read_only: bool) -> AsyncIterator[Executor]:
    with translated(address), ThreadPoolExecutor(1, thread_name_prefix="migrate") as thread:
        loop = asyncio.get_running_loop()
        opening = partial(open_reader, address.path)
        if not read_only:
            opening = partial(open_writer, address.path, busy_seconds=WAIT_SECONDS)
        connection = await loop.run_in_executor(thread, opening)
        try:
            yield SqliteExecutor(connection, thread)
        finally:
            # What was cancelled may still run in the thread. A connection that closes undoes its transaction.
            connection.interrupt()
            await loop.run_in_executor(thread, connection.close)


@contextmanager
def translated(address: Address) -> Iterator[None]:
    """Say what a driver's error means to an operator, without the password."""
    try:
        yield
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError) as error:
        raise ConfigurationError(f"The database {address} cannot be opened: {error}.") from error
    except sqlite3.Error as error:
        if is_file_unavailable(error):
            raise Unavailable from error
        raise
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        if is_unavailable(error):
            raise Unavailable from error
        raise
