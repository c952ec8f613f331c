"""
A database for each test of tellings, on either server.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from largesse.app import address_for
from largesse.database.reads import open_reads
from largesse.tables import MODELS

from .scene import Scene

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from largesse.settings import Settings


@pytest.fixture
async def scene(migrated_settings: Settings) -> AsyncIterator[Scene]:
    """A scene on either database."""
    async with _scene_on(migrated_settings) as made:
        yield made


@pytest.fixture
async def shared(shared_settings: Settings) -> AsyncIterator[Scene]:
    """A scene on a database that several nodes may write."""
    async with _scene_on(shared_settings) as made:
        yield made


@asynccontextmanager
async def _scene_on(settings: Settings) -> AsyncIterator[Scene]:
    address = address_for(settings)
    async with open_reads(address, MODELS) as reads:
        yield Scene(address=address, reads=reads)
