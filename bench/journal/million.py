"""
Memory over a million gifts: what a process keeps must not grow with what it has done.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from bench.databases import durable_postgresql, migrated_postgresql
from bench.journal.field import ROOMS, SENDERS
from bench.journal.load import counted_loops
from bench.journal.ours import OurPostgresql
from bench.journal.processor import resident_bytes
from bench.journal.sending import sending
from bench.journal.world import build
from largesse.cli.loop import settled
from largesse.ledger.journal import Journal
from largesse.ledger.store.postgresql.store import PostgresqlStore
from largesse.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = 10
AT_ONCE = 256


async def million(gifts: int, tell: Callable[[str], None]) -> dict[str, object]:
    """
    Send gifts, and look at this process's memory ten times meanwhile.

    Args:
        gifts: how many.
        tell: is told each look.

    Returns:
        The figures: memory in MB after each tenth, and whether the books are right.
    """
    with durable_postgresql() as server:
        dsn = await migrated_postgresql(server, "million")
        journal = Journal(PostgresqlStore(dsn, TABLES))
        world = await build(journal, SENDERS, ROOMS)
        await journal.close()
        ours = OurPostgresql("journal", world, dsn, PostgresqlStore(dsn, TABLES))
        settled()
        megabytes = []
        for step in range(STEPS):
            rate = await counted_loops(AT_ONCE, gifts // STEPS, sending(ours, "spread", f"m{step}"))
            gc.collect()
            megabytes.append(round(resident_bytes() / 2**20, 1))
            tell(f"{(step + 1) * gifts // STEPS:>9,} gifts: {megabytes[-1]:>7.1f} MB, {rate:,.0f} gifts/s")
        report = await ours.verify()
        await ours.close()
        tell(
            f"ledger verify: {'clean' if report.clean else report.first[:3]}, {report.counts['transfers']:,} transfers"
        )
    growth = megabytes[-1] - megabytes[1]
    tell(f"from the second tenth to the last: {growth:+.1f} MB")
    return {"rss_mb": megabytes, "growth_mb": round(growth, 1), "gifts": gifts, "verified": report.clean}
