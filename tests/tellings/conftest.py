"""
A database for each test of tellings, on either server.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from largesse.app import migrated
from largesse.database.address import address_of, sqlite_at
from largesse.database.reads import open_reads
from largesse.tables import MODELS
from largesse.testing import settings_in

from .scene import Scene

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from largesse.database.address import Address
    from largesse.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
async def scene(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    """A scene on either database."""
    if request.param == "sqlite":
        settings, address = settings_in(tmp_path), sqlite_at(tmp_path / "largesse.db")
    else:
        dsn = request.getfixturevalue("postgresql_dsn")
        settings, address = settings_in(tmp_path, database=dsn), address_of(dsn)
    async with _scene_on(settings, address) as made:
        yield made


@pytest.fixture
async def shared(postgresql_dsn: str, tmp_path: Path) -> AsyncIterator[Scene]:
    """A scene on a database that several nodes may write."""
    async with _scene_on(settings_in(tmp_path, database=postgresql_dsn), address_of(postgresql_dsn)) as made:
        yield made


@asynccontextmanager
async def _scene_on(settings: Settings, address: Address) -> AsyncIterator[Scene]:
    await migrated(settings)
    async with open_reads(address, MODELS) as reads:
        yield Scene(address=address, reads=reads)
