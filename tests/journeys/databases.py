"""
Databases of journeys: a SQLite file, or a PostgreSQL that its owner has migrated and that is served by a granted role.
"""

from __future__ import annotations

import asyncio
import itertools
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from largesse.app import migrated
from largesse.database.grants import SERVE_ROLE
from largesse.testing import settings_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from largesse.settings import Settings
    from tests.servers.postgresql import PostgreSQL

KINDS = ("sqlite", "postgresql")
TEMPLATE = f"largesse_journeys_template_{os.getpid()}"
_numbers = itertools.count(1)


def make_template(server: PostgreSQL, directory: Path) -> None:
    """Create the database that each journey's is a copy of, migrated by its owner."""
    settings = settings_in(directory, database=server.create_database(TEMPLATE), serve_role=SERVE_ROLE)
    # A fixture of the session may first be asked for by an asynchronous one, whose loop is running.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, migrated(settings)).result()


@contextmanager
def postgresql_settings(server: PostgreSQL, directory: Path) -> Iterator[Settings]:
    """Settings of a server on a copy of the template, as the role that serves; the copy goes with the block."""
    name = f"largesse_journey_{os.getpid()}_{next(_numbers)}"
    server.create_database(name, template=TEMPLATE)
    try:
        yield settings_in(directory, database=server.dsn(name, SERVE_ROLE))
    finally:
        server.drop_database(name)
