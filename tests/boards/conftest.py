"""
A database for each test of boards, on either server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.boards import Tally
from largesse.database.address import address_of, sqlite_at
from largesse.testing import settings_in
from tests.folds.databases import scene_on

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.folds.scene import Scene


@pytest.fixture(params=["sqlite", "postgresql"])
async def scene(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    """A scene on either database, whose days begin in Berlin."""
    if request.param == "sqlite":
        settings, address = settings_in(tmp_path), sqlite_at(tmp_path / "largesse.db")
    else:
        dsn = request.getfixturevalue("postgresql_dsn")
        settings, address = settings_in(tmp_path, database=dsn), address_of(dsn)
    async with scene_on(settings, address, (Tally("Europe/Berlin"),)) as made:
        yield made
