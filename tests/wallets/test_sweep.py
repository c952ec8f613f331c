"""
The sweep: lots end when they are due by the clock that the books are kept by, whatever the node's own says.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from largesse.clock import MICROSECONDS, iso_of
from largesse.database.address import sqlite_at
from largesse.testing import nothing_moves
from largesse.wallets.models import due_lots
from largesse.wallets.sweep import sweep
from tests.schema.house import ANN, NOW, House, TurnedClock, house_at

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

MINUTE = 60 * MICROSECONDS


@asynccontextmanager
async def house_with_lots(directory: Path) -> AsyncIterator[House]:
    async with house_at(directory) as house:
        for coins in (30, 20):
            await house.grant(ANN, coins, expiresAt=iso_of(NOW + 5 * MINUTE))
        yield house


async def test_lots_that_are_due_are_ended_and_counted_once(tmp_path: Path) -> None:
    async with house_with_lots(tmp_path) as house:
        house.clock.instant += 5 * MINUTE
        assert await sweep(house.services.journal, house.clock) == 2
        assert await due_lots(house.clock.now(), 10) == []
        assert await sweep(house.services.journal, house.clock) == 0


async def test_lots_that_only_a_node_ahead_of_time_takes_for_due_are_left_and_not_counted(tmp_path: Path) -> None:
    async with house_with_lots(tmp_path) as house:
        ahead = TurnedClock()
        ahead.instant += 10 * MINUTE
        assert len(await due_lots(ahead.now(), 10)) == 2
        async with nothing_moves(sqlite_at(tmp_path / "largesse.db")):
            assert await sweep(house.services.journal, ahead) == 0
