"""
Reads through models, on both databases: what comes out is the row that went in.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, cast

import asyncpg
import pytest

from largesse.clock import DAY
from largesse.database.address import Address, Dialect, address_of, sqlite_at
from largesse.database.migration import migrate
from largesse.database.reads import open_reads
from largesse.earnings.models import Bucket
from largesse.earnings.rows import BUCKETS, BucketRow
from largesse.gifts.models import find_gift
from largesse.gifts.rows import GIFT_TEXTS, GIFTS
from largesse.people.models import find_people
from largesse.people.rows import PEOPLE, PersonRow
from largesse.rooms.models import Room
from largesse.rooms.rows import ROOMS, RoomRow
from largesse.wallets.models import Limit, due_lots, open_lots
from largesse.wallets.rows import LIMITS, LOTS, LimitRow, wallet_of
from tests.gifts.scene import NOW, OTHER, SENDER, Scene

if TYPE_CHECKING:
    from pathlib import Path

    from largesse.ledger.table import AnyTable

TABLES = cast("list[AnyTable]", [LOTS, LIMITS, BUCKETS, PEOPLE, ROOMS, GIFTS, GIFT_TEXTS])
MODULES = [f"largesse.{name}.models" for name in ("wallets", "earnings", "rooms", "gifts", "people")]


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """A database of the test's own, not migrated: once a SQLite file, once on PostgreSQL."""
    if request.param == "sqlite":
        return sqlite_at(tmp_path / "largesse.db")
    return address_of(request.getfixturevalue("postgresql_dsn"))


def told() -> Scene:
    """A gift from two lots, of which the second is left with coins that will expire."""
    scene = Scene()
    scene.grant(5, expires_at=NOW + DAY)
    scene.grant(50, expires_at=NOW + 2 * DAY)
    scene.grant(7)
    scene.send(message="Well sung")
    row = PersonRow(SENDER, "ann", "Ann", "", "en", "US", None, NOW, 1)
    scene.state.tables[PEOPLE.name][SENDER,] = row
    return scene


async def put(address: Address, scene: Scene) -> None:
    rows = [(table, row) for table in TABLES for row in scene.state.rows(table)]
    if address.dialect is Dialect.SQLITE:
        file = sqlite3.connect(address.database)
        for table, row in rows:
            file.execute(f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 - a declared name
        file.commit()
        file.close()
        return
    connection = await asyncpg.connect(address.dsn)
    for table, row in rows:
        places = ", ".join(f"${place + 1}" for place in range(len(row)))
        await connection.execute(f"INSERT INTO {table.name} VALUES ({places})", *row)  # noqa: S608 - a declared name
    await connection.close()


async def test_rows_are_read_as_they_were_written(address: Address) -> None:
    await migrate(address)
    scene = told()
    await put(address, scene)
    gift = scene.state.rows(GIFTS)[0]
    first, second, third = scene.state.rows(LOTS)
    async with open_reads(address, MODULES):
        assert await find_gift(gift.id) == gift
        assert await find_gift(OTHER) is None
        assert await find_people([SENDER, OTHER]) == {SENDER: scene.state.rows(PEOPLE)[0]}
        assert not first.open
        assert await open_lots(wallet_of(SENDER).id) == [second, third]
        assert await due_lots(NOW + 2 * DAY, 10) == [second]
        assert await due_lots(NOW + 2 * DAY - 1, 10) == []
        assert BucketRow(*(await Bucket.all().values_list(*BucketRow._fields))[0]) == scene.state.rows(BUCKETS)[0]
        assert LimitRow(*(await Limit.all().values_list(*LimitRow._fields))[0]) == scene.state.rows(LIMITS)[0]
        assert RoomRow(*(await Room.all().values_list(*RoomRow._fields))[0]) == scene.state.rows(ROOMS)[0]
