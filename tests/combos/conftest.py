"""
Books of combos on either database, verified at the end of each test.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from largesse.app import migrated
from largesse.database.address import address_of, sqlite_at
from largesse.database.reads import open_reads
from largesse.tables import MODELS
from largesse.testing import assert_books_balance, settings_in

from .books import Books

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from largesse.database.address import Address
    from largesse.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
async def books(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Books]:
    """Books on either database."""
    if request.param == "sqlite":
        settings, address = settings_in(tmp_path), sqlite_at(tmp_path / "largesse.db")
    else:
        dsn = request.getfixturevalue("postgresql_dsn")
        settings, address = settings_in(tmp_path, database=dsn), address_of(dsn)
    async with _books_on(settings, address) as made:
        yield made


@pytest.fixture
async def shared(postgresql_dsn: str, tmp_path: Path) -> AsyncIterator[Books]:
    """Books that several nodes may write."""
    async with _books_on(settings_in(tmp_path, database=postgresql_dsn), address_of(postgresql_dsn)) as made:
        yield made


@asynccontextmanager
async def _books_on(settings: Settings, address: Address) -> AsyncIterator[Books]:
    await migrated(settings)
    async with open_reads(address, MODELS):
        yield Books(address=address)
        await assert_books_balance(address)
