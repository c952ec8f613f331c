"""
An arena: a migrated database with senders and rooms in it, for servers to be started on.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from tests.servers.postgresql import SERVE

from bench.databases import durable_postgresql, migrated_postgresql, migrated_sqlite
from bench.journal.world import build
from largesse.database.address import address_of, sqlite_at
from largesse.ledger.journal import Journal
from largesse.ledger.store.postgresql.store import PostgresqlStore
from largesse.ledger.store.sqlite.store import SqliteStore
from largesse.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from tests.servers.postgresql import PostgreSQL

    from bench.journal.world import World
    from largesse.database.address import Address
    from largesse.ledger.store.store import Store

SENDERS = 8
ROOMS = 3


class Arena(NamedTuple):
    """
    Where a fault happens.

    Args:
        address: of the database, as the role that serves.
        world: who sends, and where to.
        directory: for logs; in it lies the SQLite file.
        postgresql: the server, if the database is not a file.
    """

    address: Address
    world: World
    directory: Path
    postgresql: PostgreSQL | None


@asynccontextmanager
async def arena(
    dialect: str, directory: Path | None = None, server: Callable[[], PostgreSQL] = durable_postgresql
) -> AsyncGenerator[Arena]:
    """
    Make a database with senders and rooms, and remove it when the context ends.

    Args:
        dialect: `postgresql` or `sqlite`.
        directory: where the SQLite file shall lie; a temporary one if None.
        server: makes the PostgreSQL server.
    """
    with TemporaryDirectory(prefix="largesse-faults-") as temporary:
        logs = Path(temporary)
        if dialect == "sqlite":
            path = await migrated_sqlite(directory or logs / "data")
            world = await _world(SqliteStore(path, TABLES))
            yield Arena(sqlite_at(path), world, logs, None)
            return
        with server() as postgresql:
            dsn = await migrated_postgresql(postgresql, "faults")
            world = await _world(PostgresqlStore(dsn, TABLES))
            yield Arena(address_of(postgresql.dsn("faults", SERVE)), world, logs, postgresql)


async def _world(store: Store) -> World:
    journal = Journal(store)
    try:
        return await build(journal, SENDERS, ROOMS)
    finally:
        await journal.close()
