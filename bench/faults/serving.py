"""
A server as an operator runs it: `largesse serve` in a process of its own, to be killed, ended and started again.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from tests.servers.server import free_port

from largesse.database.address import Dialect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.faults.arena import Arena

SECRET = "a secret for servers that are about to be killed"  # noqa: S105 - it opens nothing
START_SECONDS = 30.0
_RUN = "from largesse.cli import main; main()"


class Served:
    """
    A server on a port that it keeps.

    Args:
        arena: whose database it serves.
        name: of its log.
        settings: further ones, by the names of their variables.
    """

    def __init__(self, arena: Arena, name: str = "server", settings: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        self._log = arena.directory / f"{name}.log"
        self._process: subprocess.Popen[str] | None = None
        address = arena.address
        of_database = (
            {"LARGESSE_DATA_DIR": str(address.path.parent)}
            if address.dialect is Dialect.SQLITE
            else {"LARGESSE_DATABASE": address.dsn}
        )
        self._environment = {
            "PATH": os.defpath,
            "LC_ALL": "C.UTF-8",
            "LARGESSE_TOKEN_SECRET": SECRET,
            "LARGESSE_PORT": str(self.port),
            "LARGESSE_LOG_LEVEL": "warning",
            **of_database,
            **(settings or {}),
        }

    @property
    def url(self) -> str:
        """The graph's address."""
        return f"http://127.0.0.1:{self.port}/graphql"

    @property
    def websocket(self) -> str:
        """The graph's address for subscriptions."""
        return f"ws://127.0.0.1:{self.port}/graphql"

    @property
    def log(self) -> str:
        """What it wrote to standard error, in all of its lives."""
        return self._log.read_text("utf-8", errors="replace")

    async def start(self) -> float:
        """
        Start, and return how many seconds it took until it listened.

        Raises:
            RuntimeError: it ended, or took longer than half a minute.
        """
        return await asyncio.to_thread(self._start)

    def kill(self) -> None:
        """Kill it at once, as `kill -9` does."""
        process = self._running()
        process.kill()
        process.wait()

    async def end(self) -> tuple[int, float]:
        """Ask it to end, and return its exit code and how many seconds it took."""
        process = self._running()
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(process.wait, START_SECONDS), time.monotonic() - begun

    @property
    def pid(self) -> int:
        """The identifier of its process."""
        return self._running().pid

    @property
    def workers(self) -> list[int]:
        """The identifiers of the processes that share its port, if there are several."""
        return [child.pid for child in psutil.Process(self.pid).children()]

    def kill_worker(self) -> int:
        """Kill one of the workers at once, and return its identifier."""
        victim = self.workers[0]
        os.kill(victim, signal.SIGKILL)
        return victim

    def resident_megabytes(self) -> float:
        """Return how much memory it has in use."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def close(self) -> None:
        """Leave nothing of it."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def _start(self) -> float:
        begun = time.monotonic()
        with self._log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-c", _RUN, "serve"],
                env=self._environment,
                cwd=self._log.parent,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        if not self._process.stdout.readline():
            message = f"the server did not start:\n{self.log[-2_000:]}"
            raise RuntimeError(message)
        return time.monotonic() - begun

    def _running(self) -> subprocess.Popen[str]:
        assert self._process is not None
        return self._process
