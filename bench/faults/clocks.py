"""
The clock of a node jumps an hour forward, and an hour back.
"""

from __future__ import annotations

import asyncio
import itertools

from bench.faults.arena import arena
from bench.faults.result import Result
from largesse.app import verified
from largesse.clock import MICROSECONDS, SystemClock
from largesse.gifts.send import GiftSend
from largesse.ledger.journal import Journal
from largesse.ledger.store.sqlite.store import SqliteStore
from largesse.tables import TABLES

HOUR = 3_600 * MICROSECONDS
GIFTS = 200


class TurnedClock:
    """The machine's clock, and by how much it is turned."""

    def __init__(self) -> None:
        self._clock = SystemClock()
        self.turned = 0

    def now(self) -> int:
        """Return the instant that this clock shows."""
        return self._clock.now() + self.turned


async def clock_turned() -> Result:
    """Send gifts before, after and between; a key that was used at one time is known at every other."""
    clock = TurnedClock()
    keys = [f"clock-{number}" for number in range(GIFTS)]
    replayed = applied = 0
    async with arena("sqlite") as where:
        journal = Journal(SqliteStore(where.address.path, TABLES, clock))
        numbers = itertools.cycle(range(len(where.world.senders)))

        async def send(sender: int, key: str) -> bool:
            deed = where.world.deed(where.world.senders[sender], where.world.rooms[0], key)
            assert isinstance(deed, GiftSend)
            return (await journal.submit(deed)).replayed

        for place, turned in enumerate((0, HOUR, -HOUR, 0)):
            clock.turned = turned
            fresh = await asyncio.gather(*(send(next(numbers), f"{place}-{key}") for key in keys))
            applied += fresh.count(False)
            again = await asyncio.gather(*(send(sender, "the same") for sender in range(len(where.world.senders))))
            replayed += again.count(True)
        await journal.close()
        report = await verified(where.address)
    senders = len(where.world.senders)
    passed = report.clean and applied == 4 * GIFTS and replayed == 3 * senders
    figures: dict[str, object] = {"applied": applied, "replayed": replayed, "differences": report.differences}
    return Result("clock an hour forward, an hour back, SQLite", passed, figures)
