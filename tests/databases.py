"""
Databases of tests: copies of a SQLite file, or of a PostgreSQL database, that was migrated once a session.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from largesse.app import address_for, migrated
from largesse.database.grants import SERVE_ROLE
from largesse.testing import settings_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from largesse.settings import Settings
    from tests.servers.postgresql import PostgreSQL

KINDS = ("sqlite", "postgresql")
TEMPLATE = f"largesse_template_{os.getpid()}"
_numbers = itertools.count(1)


def make_file(directory: Path) -> Path:
    """Create the SQLite file that others are copies of, and return where it is."""
    settings = settings_in(directory)
    _migrate(settings)
    return address_for(settings).path


def make_template(server: PostgreSQL, directory: Path) -> None:
    """Create the PostgreSQL database that others are copies of, migrated by its owner."""
    _migrate(settings_in(directory, database=server.create_database(TEMPLATE), serve_role=SERVE_ROLE))


def sqlite_settings(file: Path, directory: Path) -> Settings:
    """Settings of a server on a copy of the file."""
    settings = settings_in(directory)
    path = address_for(settings).path
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not the file alone: what was written last stands in the log beside it.
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
    return settings


@contextmanager
def postgresql_settings(server: PostgreSQL, directory: Path, role: str = SERVE_ROLE) -> Iterator[Settings]:
    """Settings of a server on a copy of the template, as one of its roles; the copy goes with the block."""
    name = f"largesse_copy_{os.getpid()}_{next(_numbers)}"
    server.create_database(name, template=TEMPLATE)
    try:
        yield settings_in(directory, database=server.dsn(name, role))
    finally:
        server.drop_database(name)


def _migrate(settings: Settings) -> None:
    # A fixture of the session may first be asked for by an asynchronous one, whose loop is running.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, migrated(settings)).result()
