"""
Servers for journeys, whose books are verified at the end of each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from largesse.testing import EVERYBODY, LocalNode, Node, serving, spawned
from tests.databases import KINDS, postgresql_settings, sqlite_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from largesse.settings import Settings
    from largesse.testing import TurnedClock
    from tests.servers.postgresql import PostgreSQL


class Nodes(NamedTuple):
    """Two nodes on one PostgreSQL, the first in this process, the other in its own."""

    here: LocalNode
    there: Node


@pytest.fixture
def shared(migrated_postgresql: PostgreSQL, tmp_path: Path) -> Iterator[Settings]:
    """Settings of servers on one new PostgreSQL database."""
    with postgresql_settings(migrated_postgresql, tmp_path / "shared") as settings:
        yield settings


@pytest.fixture(params=KINDS)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a server on either database, new."""
    if request.param == "sqlite":
        return sqlite_settings(request.getfixturevalue("migrated_file"), tmp_path / "data")
    found: Settings = request.getfixturevalue("shared")
    return found


@pytest.fixture
async def node(settings: Settings) -> AsyncIterator[LocalNode]:
    """A server on either database, which everybody has called once."""
    async with serving(settings) as served:
        await served.meet(*EVERYBODY)
        yield served
        await served.assert_books_balance()


@pytest.fixture
def watchful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the server in this process look often whether a token that something was opened with was revoked."""
    monkeypatch.setattr("largesse.web.callers.tenure.LOOK_SECONDS", 0.05)


@pytest.fixture
async def nodes(shared: Settings) -> AsyncIterator[Nodes]:
    """Two servers on one PostgreSQL."""
    async with spawned(shared) as there, serving(shared) as here:
        await here.meet(*EVERYBODY)
        yield Nodes(here, there)
        await here.assert_books_balance()


@pytest.fixture
async def turned(largesse_settings: Settings, largesse_clock: TurnedClock) -> AsyncIterator[LocalNode]:
    """A server on SQLite that goes by the test's clock."""
    async with serving(largesse_settings, clock=largesse_clock) as served:
        await served.meet(*EVERYBODY)
        yield served
        await served.assert_books_balance()
