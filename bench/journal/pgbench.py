"""
What PostgreSQL does without us: pgbench, tpcb-like and one row that everybody updates.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from bench.journal.contender import Measure
from bench.journal.processor import stopwatch

if TYPE_CHECKING:
    from tests.servers.postgresql import PostgreSQL

SCALE = 20
"""Two million accounts and twenty branches: more branches than clients that would wait for one another."""
CLIENTS = (2, 16, 32)
_DATABASE = "pgbench"
_RATE = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)
_LATENCY = re.compile(r"^latency average = ([\d.]+) ms", re.MULTILINE)


class Pgbench:
    """pgbench on a database of its own in the server of all contenders."""

    def __init__(self, server: PostgreSQL) -> None:
        self._server = server

    async def prepare(self) -> None:
        """Create and fill its database."""
        self._server.create_database(_DATABASE)
        await self._pgbench("-i", "-q", "-s", str(SCALE))
        self._server.execute("CREATE TABLE one (n bigint); INSERT INTO one VALUES (0)", _DATABASE)
        (self._server.directory / "one.sql").write_text("UPDATE one SET n = n + 1;\n", "utf-8")

    async def tpcb(self, clients: int, seconds: float, *, prepared: bool = True) -> Measure:
        """Run the tpcb-like script, with prepared statements or as pgbench does by default."""
        return await self._measure(clients, seconds, "-b", "tpcb-like", protocol="prepared" if prepared else "simple")

    async def one_row(self, clients: int, seconds: float) -> Measure:
        """Have all clients update the same row."""
        return await self._measure(clients, seconds, "-f", str(self._server.directory / "one.sql"))

    async def _measure(self, clients: int, seconds: float, *script: str, protocol: str = "prepared") -> Measure:
        elapsed = stopwatch(self._server.pid)
        printed = await self._pgbench(
            "-n", "-M", protocol, "-c", str(clients), "-j", str(min(clients, 2)), "-T", str(round(seconds)), *script
        )
        used = elapsed()
        rate, latency = _RATE.search(printed), _LATENCY.search(printed)
        assert rate is not None
        assert latency is not None
        database_us = used.database / (float(rate[1]) * seconds) * 1e6
        return Measure(float(rate[1]), float(latency[1]), float("nan"), 0.0, database_us, used.others_cores)

    async def _pgbench(self, *arguments: str) -> str:
        program = str(self._server.bindir / "pgbench")
        process = await asyncio.create_subprocess_exec(
            program,
            *arguments,
            self._server.dsn(_DATABASE, "postgres"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        printed, _ = await process.communicate()
        text = printed.decode()
        if process.returncode:
            message = f"pgbench failed:\n{text}"
            raise RuntimeError(message)
        return text
