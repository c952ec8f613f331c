"""
A database for each test of folds, on either server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.boards import Tally

from .databases import scene_on

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from largesse.settings import Settings

    from .scene import Scene


@pytest.fixture
async def scene(migrated_settings: Settings) -> AsyncIterator[Scene]:
    """A scene on either database."""
    async with scene_on(migrated_settings, (Tally("UTC"),)) as made:
        yield made


@pytest.fixture
async def shared(shared_settings: Settings) -> AsyncIterator[Scene]:
    """A scene on a database that several nodes may write."""
    async with scene_on(shared_settings, (Tally("UTC"),)) as made:
        yield made
