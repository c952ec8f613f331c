"""
Both databases, as an address each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.database.address import Address, address_of, sqlite_at

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """A database of the test's own that has not been migrated: once a SQLite file, once on PostgreSQL."""
    if request.param == "sqlite":
        return sqlite_at(tmp_path / "largesse.db")
    return address_of(request.getfixturevalue("postgresql_dsn"))
