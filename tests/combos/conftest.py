"""
Books of combos on either database, verified at the end of each test.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from largesse.app import address_for
from largesse.database.reads import open_reads
from largesse.tables import MODELS
from largesse.testing import assert_books_balance

from .books import Books

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from largesse.settings import Settings


@pytest.fixture
async def books(migrated_settings: Settings) -> AsyncIterator[Books]:
    """Books on either database."""
    async with _books_on(migrated_settings) as made:
        yield made


@pytest.fixture
async def shared(shared_settings: Settings) -> AsyncIterator[Books]:
    """Books that several nodes may write."""
    async with _books_on(shared_settings) as made:
        yield made


@asynccontextmanager
async def _books_on(settings: Settings) -> AsyncIterator[Books]:
    address = address_for(settings)
    async with open_reads(address, MODELS):
        yield Books(address=address)
        await assert_books_balance(address)
