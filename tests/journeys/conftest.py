"""
Servers for journeys, whose books are verified at the end of each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from largesse.testing import EVERYBODY, LocalNode, Node, serving, settings_in, spawned

from .databases import KINDS, make_template, postgresql_settings

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


@pytest.fixture(scope="session")
def journeys_postgresql(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> PostgreSQL:
    """The session's PostgreSQL, with a database for every journey to copy."""
    make_template(postgresql, tmp_path_factory.mktemp("template"))
    return postgresql


@pytest.fixture
def shared(journeys_postgresql: PostgreSQL, tmp_path: Path) -> Iterator[Settings]:
    """Settings of servers on one new PostgreSQL database."""
    with postgresql_settings(journeys_postgresql, tmp_path / "shared") as settings:
        yield settings


@pytest.fixture(params=KINDS)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a server on either database, new."""
    if request.param == "sqlite":
        return settings_in(tmp_path / "data")
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
