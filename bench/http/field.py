"""
The field: a PostgreSQL with a world in it, and each contender in a process of its own, all on one core.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tests.servers.postgresql import SERVE

from bench.databases import durable_postgresql, migrated_postgresql
from bench.http import requests
from bench.http.servers import CACHED, LARGESSE, NOTHING, RAW, STOCK
from bench.journal.world import build
from largesse.app import verified
from largesse.database.address import address_of
from largesse.ledger.journal import Journal
from largesse.ledger.store.postgresql.store import PostgresqlStore
from largesse.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping, Sequence

    from bench.http.requests import Requests
    from bench.journal.world import World
    from largesse.ledger.verification import Report

CALLERS = 64
"""How many there are, and how many requests are on their way at once."""
START_SECONDS = 60.0


class Cell(NamedTuple):
    """What is measured in one go: a contender, and what it is asked for."""

    contender: str
    asked: str


NOOP, SMALL, PANEL, GIFT = "no work", "small query", "giftPanel", "giftSend"
CELLS = (
    Cell(RAW, NOOP),
    Cell(STOCK, NOOP),
    Cell(CACHED, NOOP),
    Cell(NOTHING, NOOP),
    Cell(LARGESSE, SMALL),
    Cell(LARGESSE, PANEL),
    Cell(LARGESSE, GIFT),
)


@dataclass(frozen=True, slots=True)
class Field:
    """
    Who is measured.

    Args:
        ports: where each contender listens.
        pids: the identifiers of their processes.
        requests: what each is asked for, by its name.
        database_pid: PostgreSQL's.
        database: its address.
    """

    ports: Mapping[str, int]
    pids: Mapping[str, int]
    requests: Mapping[str, Requests]
    database_pid: int
    database: str

    async def verified(self) -> Report:
        """Verify the books."""
        return await verified(address_of(self.database))


@asynccontextmanager
async def field() -> AsyncGenerator[Field]:
    """
    Start everything; all of it ends with the context.

    This process, which is the load client, keeps the machine's last core and starts PostgreSQL there; the contenders
    take the first.
    """
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[-1:])
    with durable_postgresql() as server:
        await migrated_postgresql(server, "world")
        dsn = server.dsn("world", SERVE)
        world = await filled(dsn)
        commands = {name: _command(name, cores[0], dsn) for name in dict.fromkeys(cell.contender for cell in CELLS)}
        async with started(commands) as processes:
            ports = {name: await asyncio.to_thread(port_of, process) for name, process in processes.items()}
            pids = {name: process.pid for name, process in processes.items()}
            yield Field(ports, pids, _requests(world), server.pid, dsn)


@asynccontextmanager
async def started(commands: Mapping[str, Sequence[str]]) -> AsyncGenerator[dict[str, subprocess.Popen[str]]]:
    """Start servers by their names, each of which prints its port once it listens; they end with the context."""
    processes = {name: _started(command) for name, command in commands.items()}
    try:
        yield processes
    finally:
        for process in processes.values():
            process.terminate()
            await asyncio.to_thread(process.wait, START_SECONDS)


def _started(command: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own command


def port_of(process: subprocess.Popen[str]) -> int:
    """
    Wait until a server listens, and return its port.

    Raises:
        RuntimeError: it ended before.
    """
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"{process.args} ended before it listened")
    return int(line)


def _requests(world: World) -> dict[str, Requests]:
    callers = world.senders[:CALLERS]
    return {
        NOOP: requests.nothing(callers),
        SMALL: requests.small(callers),
        PANEL: requests.panels(world, callers),
        GIFT: requests.gifts(world, callers),
    }


async def filled(dsn: str) -> World:
    """Fill a database with callers who have coins, and a room for each of them."""
    journal = Journal(PostgresqlStore(dsn, TABLES))
    try:
        return await build(journal, CALLERS, CALLERS)
    finally:
        await journal.close()


def _command(name: str, core: int, dsn: str) -> list[str]:
    command = [sys.executable, "-m", "bench.http.servers", name, "--core", str(core)]
    return [*command, "--database", dsn] if name == LARGESSE else command
