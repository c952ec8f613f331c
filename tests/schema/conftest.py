"""
A house for each test that asks for one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.schema.house import House, house_at

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A graph over an empty SQLite file, with the bundled plugins."""
    async with house_at(tmp_path) as built:
        yield built
