"""
A database for each test of boards, on either server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.boards import Tally
from tests.folds.databases import scene_on

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from largesse.settings import Settings
    from tests.folds.scene import Scene


@pytest.fixture
async def scene(migrated_settings: Settings) -> AsyncIterator[Scene]:
    """A scene on either database, whose days begin in Berlin."""
    async with scene_on(migrated_settings, (Tally("Europe/Berlin"),)) as made:
        yield made
