"""
Databases for measuring and for breaking: a durable PostgreSQL of our own, and SQLite files, migrated as in production.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import SecretStr
from tests.servers.postgresql import SERVE, PostgreSQL

from largesse.app import address_for, migrated, writing
from largesse.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "min_wal_size": "2GB",
    "work_mem": "64MB",
    "max_connections": "120",
}
"""What the server of all contenders is started with: every commit is on the disk when it is answered."""
LOG_SEGMENTS = 100
"""How many segments of the log are there to be written into again: 1.6 GB, more than a round of any cell writes."""


def durable_postgresql() -> PostgreSQL:
    """Return a server that is not started yet."""
    return PostgreSQL(DURABLE)


def recycle_log(server: PostgreSQL) -> None:
    """
    Give a server the log that it has once it has run for a while: segments to write into again.

    A new server fills each new segment of 16 MB with zeros before it writes into it, which whoever writes most pays.
    """
    for _ in range(LOG_SEGMENTS):
        server.execute("SELECT pg_logical_emit_message(false, 'bench', ''), pg_switch_wal()")
    server.execute("CHECKPOINT")


async def migrated_postgresql(server: PostgreSQL, name: str) -> str:
    """
    Create a database and migrate it as its owner.

    Returns:
        Its address as the role that serves.
    """
    owner = server.create_database(name)
    await migrated(Settings(database=SecretStr(owner), serve_role=SERVE))
    return server.dsn(name, SERVE)


async def migrated_sqlite(directory: Path) -> Path:
    """Create and migrate a SQLite file, and return where it is."""
    settings = Settings(data_dir=directory)
    with writing(settings, "bench"):
        await migrated(settings)
    return address_for(settings).path
