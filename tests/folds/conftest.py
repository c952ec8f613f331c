"""
A database for each test of folds, on either server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.boards import Tally
from largesse.database.address import address_of, sqlite_at
from largesse.testing import settings_in

from .databases import scene_on

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from .scene import Scene


@pytest.fixture(params=["sqlite", "postgresql"])
async def scene(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    """A scene on either database."""
    if request.param == "sqlite":
        settings, address = settings_in(tmp_path), sqlite_at(tmp_path / "largesse.db")
    else:
        dsn = request.getfixturevalue("postgresql_dsn")
        settings, address = settings_in(tmp_path, database=dsn), address_of(dsn)
    async with scene_on(settings, address, (Tally("UTC"),)) as made:
        yield made


@pytest.fixture
async def shared(postgresql_dsn: str, tmp_path: Path) -> AsyncIterator[Scene]:
    """A scene on a database that several nodes may write."""
    settings = settings_in(tmp_path, database=postgresql_dsn)
    async with scene_on(settings, address_of(postgresql_dsn), (Tally("UTC"),)) as made:
        yield made
