"""
Run checks over one snapshot of a database, a row at a time, so that memory stays bounded.
"""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

import asyncpg

from largesse.ledger.verification.check import Difference, Report
from largesse.ledger.verification.checks import LEDGER_CHECKS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from largesse.ledger.verification.check import Check

FIRST = 1_000
"""How many differences a report keeps; it counts them all."""
_COUNTED = ("accounts", "transfers", "entries", "events")


async def verify_postgresql(dsn: str, checks: Sequence[Check] = ()) -> Report:
    """
    Verify a PostgreSQL database in one snapshot; writers are not held up.

    Args:
        dsn: its address, as any role that may read.
        checks: those of floors above, run after the ledger's own.
    """
    report = Report()
    connection = await asyncpg.connect(dsn, timeout=5, server_settings={"jit": "off"})
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            for table in _COUNTED:
                report.counts[table] = await connection.fetchval(f"SELECT count(*) FROM {table}")
            for check in (*LEDGER_CHECKS, *checks):
                report.checks.append(check.name)
                async for subject, detail in connection.cursor(check.query):
                    _add(report, Difference(check.name, subject, detail))
    finally:
        await connection.close()
    return report


async def verify_sqlite(path: Path, checks: Sequence[Check] = ()) -> Report:
    """
    Verify an SQLite file in one snapshot; the server that holds it goes on.

    Args:
        path: the file.
        checks: those of floors above, run after the ledger's own.
    """
    return await asyncio.to_thread(_verify_sqlite, path, checks)


def _verify_sqlite(path: Path, checks: Sequence[Check]) -> Report:
    report = Report()
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        connection.create_function("drawn", 3, _drawn, deterministic=True)
        connection.execute("BEGIN")
        for table in _COUNTED:
            (report.counts[table],) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        for check in (*LEDGER_CHECKS, *checks):
            report.checks.append(check.name)
            for subject, detail in connection.execute(check.query):
                _add(report, Difference(check.name, subject, detail))
    finally:
        connection.close()
    return report


def _drawn(total: int, quantity: int, used: int) -> int:
    # SQLite's own arithmetic would turn a product past 64 bits into a float.
    return total * used // quantity


def _add(report: Report, difference: Difference) -> None:
    report.differences += 1
    if len(report.first) < FIRST:
        report.first.append(difference)
