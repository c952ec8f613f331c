"""
A database is backed up while clients send, and restored and served elsewhere.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

from tests.servers.postgresql import SERVE

from bench.faults.arena import arena
from bench.faults.findings import missing_of
from bench.faults.load import load
from bench.faults.result import Result, rounded
from bench.faults.serving import Served
from largesse.database.address import address_of, sqlite_at

if TYPE_CHECKING:
    from pathlib import Path

    from bench.faults.arena import Arena
    from bench.faults.findings import Findings
    from largesse.database.address import Address

LOAD_SECONDS = 1.5
"""For how long clients send before the backup, and for how long after it."""
_BUSY_SECONDS = 0.02
_RESTORED = "restored"


async def backed_up(dialect: str) -> Result:
    """
    Back up a database, restore it, and send every gift again to a server on what was restored, and more.

    Args:
        dialect: of the database.
    """
    async with arena(dialect) as where:
        served = Served(where)
        try:
            await served.start()
            async with load(where, served.url, pause_seconds=_BUSY_SECONDS) as clients:
                await asyncio.sleep(LOAD_SECONDS)
                before = {client.caller_id: dict(client.applied) for client in clients.clients}
                begun = time.monotonic()
                copy = where._replace(address=await asyncio.to_thread(_copied, where))
                seconds = time.monotonic() - begun
                sent = await clients.applied_since(begun)
                await asyncio.sleep(LOAD_SECONDS)
                found = await clients.findings()
        finally:
            served.close()
        lost = await missing_of(copy.address, before)
        again, replayed = await _served_again(copy, before)
    figures = found.figures() | {
        "backup_seconds": rounded(seconds),
        "acknowledged_before": sum(map(len, before.values())),
        "lost": lost,
        "replayed": replayed,
        "applied_to_the_restored": again.applied,
    }
    # Gifts go on while they are copied; on what was restored keys are known, and new gifts are given.
    passed = found.clean and again.clean and not lost and sent < seconds + 1.0 and 0 < replayed < again.applied
    return Result(f"backup under load, restored elsewhere, {dialect}", passed, figures)


async def _served_again(copy: Arena, before: dict[str, dict[str, tuple[str, int]]]) -> tuple[Findings, int]:
    """Let clients send the same gifts once more, and return how many keys brought the gift that they had brought."""
    served = Served(copy, _RESTORED)
    try:
        await served.start()
        async with load(copy, served.url, pause_seconds=_BUSY_SECONDS) as clients:
            await asyncio.sleep(2 * LOAD_SECONDS)
            found = await clients.findings()
    finally:
        served.close()
    same = [client.applied.items() & before[client.caller_id].items() for client in clients.clients]
    return found, sum(map(len, same))


def _copied(where: Arena) -> Address:
    if where.postgresql is not None:
        where.postgresql.restore_database(where.postgresql.dump_database("faults"), _RESTORED)
        return address_of(where.postgresql.dsn(_RESTORED, SERVE))
    return sqlite_at(_copied_file(where.address.path, where.directory / _RESTORED))


def _copied_file(path: Path, directory: Path) -> Path:
    directory.mkdir()
    copy = directory / path.name
    with (
        closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    return copy
