"""
The database of a server's settings: where it is, who writes it, and how it is brought to this release and verified.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import asyncpg

from largesse.database.address import Address, Dialect, address_of, sqlite_at
from largesse.database.file import put_log_away
from largesse.database.grants import Grants
from largesse.database.lock import exclusive
from largesse.database.migration import migrate, refuse_to_serve, status
from largesse.errors import ConfigurationError
from largesse.ledger.account import ACCOUNTS
from largesse.ledger.rows import STREAMS
from largesse.ledger.store.postgresql.definition import Definition
from largesse.ledger.table import Mode
from largesse.ledger.verification import verify_postgresql, verify_sqlite
from largesse.tables import CHECKS, TABLES

if TYPE_CHECKING:
    from collections.abc import Generator

    from largesse.database.executor import Executor
    from largesse.database.migration import Status
    from largesse.ledger.table import AnyTable
    from largesse.ledger.verification import Report
    from largesse.settings import Settings

SQLITE_FILE = "largesse.db"
"""The name of the SQLite file in the data directory."""


@contextmanager
def writing(settings: Settings, command: str) -> Generator[None]:
    """
    Be the only process that writes the SQLite file of these settings; on PostgreSQL anybody may.

    Once the context is left in peace, the file is whole by itself, to be copied.

    Raises:
        ConfigurationError: another process writes it, or the data directory cannot be written to.
    """
    address = address_for(settings)
    if address.dialect is not Dialect.SQLITE:
        yield
        return
    directory = address.path.parent
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"The data directory {directory} cannot be created: {error.strerror}.") from None
    with exclusive(address.path, command):
        yield
        put_log_away(address.path)


def address_for(settings: Settings) -> Address:
    """Return where the database of these settings is."""
    if settings.database is None:
        return sqlite_at(settings.data_dir / SQLITE_FILE)
    return address_of(settings.database.get_secret_value())


async def migrated(settings: Settings) -> tuple[str, ...]:
    """
    Bring the database of these settings to this release; on SQLite, whoever calls holds its lock.

    Returns:
        The names of the migrations that were applied.
    """
    address = address_for(settings)
    if address.dialect is Dialect.SQLITE:
        return await migrate(address)
    role = settings.serve_role
    return await migrate(address, _define, grants=grants_of(role) if role else None)


def grants_of(role: str) -> Grants:
    """Return what the role that serves may do: change what is mutable, delete what is erasable."""
    tables: tuple[AnyTable, ...] = (*TABLES, ACCOUNTS, STREAMS)
    return Grants(
        role=role,
        updates=frozenset(table.name for table in tables if table.mode is not Mode.APPEND),
        deletes=frozenset(table.name for table in tables if table.erasable),
    )


async def standing(address: Address) -> Status:
    """
    Return where a database stands against this release.

    Raises:
        ConfigurationError: it cannot be read, or is none.
        Unavailable: it does not answer.
    """
    with _readable(address):
        return await status(address)


async def verified(address: Address) -> Report:
    """
    Verify the books of a database, while others write it.

    Raises:
        ConfigurationError: it is not at this release, or cannot be read to its end.
        Unavailable: it does not answer.
    """
    refuse_to_serve(await standing(address), address)
    with _readable(address):
        if address.dialect is Dialect.SQLITE:
            return await verify_sqlite(address.path, CHECKS)
        return await verify_postgresql(address.dsn, CHECKS)


@contextmanager
def _readable(address: Address) -> Generator[None]:
    try:
        yield
    except (sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise ConfigurationError(f"The database {address} cannot be read: {error}.") from error


async def _define(executor: Executor) -> None:
    for statement in Definition(TABLES).statements():
        await executor.run(statement)
