"""
A log and hubs over it, and a check that nothing of them is left running; and real databases.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from largesse.database.address import address_of, sqlite_at
from largesse.database.migration import migrate
from largesse.database.reads import open_reads
from largesse.streams import Hub

from .databases import define
from .memory import QUICK, Log, Wire

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from largesse.database.address import Address

ROOM = "0190163d-8694-7a11-b7d4-6a1d1b2c3d4e"


@pytest.fixture
def log() -> Log:
    """A log with one room."""
    return Log(ROOM)


@pytest.fixture
def wire() -> Wire:
    """What lies between the nodes of `node`."""
    return Wire()


@pytest.fixture
async def node(log: Log, wire: Wire) -> AsyncIterator[Callable[..., Hub]]:
    """Start nodes over the log; afterwards all are closed, and nothing of them runs."""
    before = asyncio.all_tasks()
    hubs: list[Hub] = []

    def start(limits: object = QUICK) -> Hub:
        hubs.append(Hub(log, wire.port(), limits))  # type: ignore[arg-type]  # every test gives limits
        return hubs[-1]

    yield start
    for hub in hubs:
        await hub.close()
    async with asyncio.timeout(5):
        while asyncio.all_tasks() - before - {asyncio.current_task()}:  # noqa: ASYNC110  # ends by itself: nothing to await
            await asyncio.sleep(0)
    assert [hub.followers for hub in hubs] == [0] * len(hubs)
    assert [hub.streams for hub in hubs] == [0] * len(hubs)


@pytest.fixture(params=["sqlite", "postgresql"])
async def address(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Address]:
    """A migrated database of the test's own that is open for reading, once on each."""
    if request.param == "sqlite":
        where = sqlite_at(tmp_path / "largesse.db")
    else:
        where = address_of(request.getfixturevalue("postgresql_dsn"))
    await migrate(where, define)
    async with open_reads(where, ["largesse.ledger.models"]):
        yield where
