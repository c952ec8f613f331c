"""
Books on either database, verified after every test.
"""

from __future__ import annotations

import asyncio
import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.ledger.books import TEMPLATE, PostgresqlBooks, SqliteBooks, make_sqlite, make_template

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
    from pathlib import Path

    from tests.ledger.books import Books
    from tests.servers.postgresql import PostgreSQL

KINDS = ("sqlite", "postgresql", "postgresql-remembering")
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, for every test to copy."""
    path = tmp_path_factory.mktemp("ledger") / "template.db"
    _run(make_sqlite(path))
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql: PostgreSQL) -> PostgreSQL:
    """The server, holding a migrated database for every test to copy."""
    _run(make_template(postgresql))
    return postgresql


@pytest.fixture(scope="session")
def postgresql_names() -> list[str]:
    """Databases that are empty again: emptying one takes a tenth of the time that making one takes."""
    return []


@pytest.fixture
def bound(
    request: pytest.FixtureRequest, tmp_path: Path, postgresql_names: list[str]
) -> Iterator[Callable[[str], Books]]:
    """Make books of a kind in a database without a row."""
    made: list[PostgresqlBooks] = []

    def make(kind: str) -> Books:
        if kind == "sqlite":
            template = request.getfixturevalue("sqlite_template")
            return SqliteBooks.copied(template, tmp_path / f"books{next(_numbers)}.db")
        server: PostgreSQL = request.getfixturevalue("postgresql_template")
        if postgresql_names:
            name = postgresql_names.pop()
        else:
            name = f"books_{next(_numbers)}"
            server.create_database(name, template=TEMPLATE)
        made.append(PostgresqlBooks(server, name, remember=kind == "postgresql-remembering"))
        return made[-1]

    yield make
    for books in made:
        books.empty()
        postgresql_names.append(books.name)


def _run(work: Coroutine[object, object, None]) -> None:
    # A fixture of the session may first be asked for by an asynchronous one, whose loop is running.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


async def _verified(books: Books) -> AsyncIterator[Books]:
    try:
        yield books
        report = await books.verify()
        assert report.clean, report.first
    finally:
        await books.close()


@pytest.fixture(params=KINDS)
async def books(request: pytest.FixtureRequest, bound: Callable[[str], Books]) -> AsyncIterator[Books]:
    """Books of every kind, verified at the end."""
    async for each in _verified(bound(request.param)):
        yield each


@pytest.fixture(params=KINDS[1:])
async def shared(request: pytest.FixtureRequest, bound: Callable[[str], PostgresqlBooks]) -> AsyncIterator[Books]:
    """Books on PostgreSQL, which several nodes can write, once without and once with remembered rows."""
    async for each in _verified(bound(request.param)):
        yield each


@pytest.fixture
async def remembering(bound: Callable[[str], PostgresqlBooks]) -> AsyncIterator[Books]:
    """Books on PostgreSQL whose nodes remember rows."""
    async for each in _verified(bound("postgresql-remembering")):
        yield each
