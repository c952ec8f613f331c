"""
The field: each contender in a process of its own on the first core, its viewers in this one on the last.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from tests.javascript.tools import HERE, Tools
from tests.servers.postgresql import SERVE
from tests.servers.valkey import Valkey

from bench.databases import durable_postgresql, migrated_postgresql
from bench.rooms.servers import LARGESSE, RAW, STOCK
from bench.rooms.told import EVENT
from bench.rooms.viewers import Audience
from largesse.app import verified
from largesse.database.address import address_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from largesse.ledger.verification import Report

GRAPHQL_WS, WS = "graphql-ws", "ws"
IN_PYTHON, IN_NODE = (LARGESSE, STOCK, RAW), {GRAPHQL_WS: "graphql-ws.mjs", WS: "raw.mjs"}
_NODE = Path(__file__).parent / "node"
_SECONDS = 60.0


class Published(NamedTuple):
    """
    What was published.

    Args:
        seconds: from the command to the last event at the last viewer.
        begun: when each event was begun, by the clock of the machine; empty where the server does not tell.
    """

    seconds: float
    begun: list[float]


class Contender:
    """
    A server that is running, and its viewers.

    Args:
        process: of the server.
        audience: its viewers.
    """

    def __init__(self, process: subprocess.Popen[str], audience: Audience) -> None:
        self.process = process
        self.audience = audience

    async def publish(self, how: str, count: int, rate: float | None = None) -> Published:
        """Publish events, and wait until every viewer has heard all of them."""
        heard = self.audience.expect(count)
        assert self.process.stdin is not None
        begun = asyncio.get_running_loop().time()
        self.process.stdin.write(f"{how} {count}{'' if rate is None else f' {rate}'}\n")
        self.process.stdin.flush()
        answer = asyncio.create_task(asyncio.to_thread(self._line))
        async with asyncio.timeout(_SECONDS + (count / rate if rate else 0.0)):
            end = await heard
        return Published(end - begun, orjson.loads(await answer))

    def ready(self) -> dict[str, Any]:
        """Return where it listens, and what to ask for."""
        answer: dict[str, Any] = orjson.loads(self._line())
        return answer

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args} ended before it was done")
        return line


class Field:
    """
    Where contenders are run.

    Args:
        cores: the first is theirs, the last is of the viewers and of PostgreSQL.
        database: the address of Largesse's.
        database_pid: of the server of that.
    """

    def __init__(self, cores: Sequence[int], database: str, database_pid: int) -> None:
        self.database_pid = database_pid
        self._cores = cores
        self._database = database

    @asynccontextmanager
    async def running(self, name: str, rooms: int = 1, workers: int = 1) -> AsyncGenerator[Contender]:
        """
        Run a contender for as long as the context lasts.

        Args:
            name: which.
            rooms: how many Largesse has.
            workers: how many processes of Largesse share the port; the first is commanded.
        """
        with ExitStack() as stack:
            bus = stack.enter_context(Valkey()).url if workers > 1 else ""
            contender = Contender(self._started(name, rooms, bus), Audience(0, [], "", raw=False))
            processes = [contender.process]
            try:
                told = await asyncio.to_thread(contender.ready)
                for number in range(1, workers):
                    processes.append(self._started(name, rooms, bus, told["port"], number))
                    await asyncio.to_thread(Contender(processes[-1], contender.audience).ready)
                contender.audience = Audience(told["port"], told["rooms"], told["token"], raw=name in {RAW, WS})
                yield contender
            finally:
                contender.audience.go()
                for process in processes:
                    process.terminate()
                for process in processes:
                    await asyncio.to_thread(process.wait, _SECONDS)

    async def verified(self) -> Report:
        """Verify the books."""
        return await verified(address_of(self._database))

    def _started(self, name: str, rooms: int, bus: str = "", port: int = 0, number: int = 0) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "bench.rooms.servers", name]
        if name == LARGESSE:
            command += ["--database", self._database, "--rooms", str(rooms), "--bus", bus, "--port", str(port)]
        environment = dict(os.environ)
        if name in IN_NODE:
            command = ["node", str(_NODE / IN_NODE[name])]
            environment["BENCH_EVENT"] = orjson.dumps(EVENT).decode()
        # A process begins where whoever starts it may run.
        os.sched_setaffinity(0, [self._cores[number % len(self._cores)]])
        try:
            return subprocess.Popen(  # noqa: S603 - our own command
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
            )
        finally:
            os.sched_setaffinity(0, self._cores[-1:])


@asynccontextmanager
async def field() -> AsyncGenerator[Field]:
    """Start what all contenders need; all of it ends with the context."""
    cores = sorted(os.sched_getaffinity(0))
    Tools()
    # Where Node looks for the packages of a module is the directory of the module, and those above it.
    modules = _NODE / "node_modules"
    modules.unlink(missing_ok=True)
    modules.symlink_to(HERE / "node_modules")
    os.sched_setaffinity(0, cores[-1:])
    try:
        with durable_postgresql() as server:
            await migrated_postgresql(server, "world")
            yield Field(cores, server.dsn("world", SERVE), server.pid)
    finally:
        modules.unlink()
