"""
Settings of servers that are several processes.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from largesse.app import migrated
from largesse.testing import settings_in

if TYPE_CHECKING:
    from pathlib import Path

    from largesse.settings import Settings


@pytest.fixture
def clustered(tmp_path: Path, postgresql_dsn: str, valkey_url: str) -> Settings:
    """Settings of a server of two workers, on a PostgreSQL that is migrated."""
    asyncio.run(migrated(settings_in(tmp_path / "data", database=postgresql_dsn)))
    return settings_in(tmp_path / "data", database=postgresql_dsn, bus=valkey_url, workers=2)
