"""
Every descriptor of a server is taken by connections that say nothing, and then they are let go.
"""

from __future__ import annotations

import asyncio
import resource
import socket
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bench.faults.arena import arena
from bench.faults.load import load
from bench.faults.result import Result, rounded
from bench.faults.serving import Served

if TYPE_CHECKING:
    from bench.faults.load import Load

SPARE, SILENT = 40, 100
"""Descriptors that a server is left with beyond those it has in use, and how many connections then ask for one each."""
SERVED_SECONDS = 5.0


async def descriptors_exhausted(seconds: float) -> Result:
    """
    Take all of a server's descriptors while clients send over connections that they have.

    Args:
        seconds: for how long.
    """
    async with arena("postgresql") as where:
        served = Served(where)
        try:
            await served.start()
            async with load(where, served.url) as clients:
                await clients.applied_since(0.0)
                with ExitStack() as silent:
                    _take_all(served, silent)
                    taken = time.monotonic()
                    await asyncio.sleep(seconds)
                    full = _in_use(served) >= _limit(served)
                    meanwhile = await clients.applied_since(taken)
                served_again = await _served(clients, served)
                found = await clients.findings()
        finally:
            served.close()
    figures = found.figures() | {
        "exhausted": full,
        "applied_meanwhile_seconds": rounded(meanwhile),
        "served_again_seconds": rounded(served_again),
    }
    passed = found.clean and full and meanwhile <= SERVED_SECONDS and served_again <= SERVED_SECONDS
    return Result(f"descriptors exhausted for {seconds:g} s", passed, figures)


def _take_all(served: Served, silent: ExitStack) -> None:
    in_use = _in_use(served)
    resource.prlimit(served.pid, resource.RLIMIT_NOFILE, (in_use + SPARE, in_use + SPARE))
    for _ in range(SILENT):
        # Past the limit connections wait for the server in the system, which has room for all of these.
        silent.enter_context(socket.create_connection(("127.0.0.1", served.port), timeout=1.0))


def _in_use(served: Served) -> int:
    return sum(1 for _ in Path(f"/proc/{served.pid}/fd").iterdir())


def _limit(served: Served) -> int:
    return resource.prlimit(served.pid, resource.RLIMIT_NOFILE)[0]


async def _served(clients: Load, served: Served) -> float:
    """Return how long it takes until a connection that is new is answered."""
    begun = time.monotonic()
    while time.monotonic() < begun + 20.0:
        with suppress(OSError, asyncio.TimeoutError):
            if await asyncio.wait_for(clients.asked(served.url), 2.0):
                return time.monotonic() - begun
        await asyncio.sleep(0.05)
    return float("inf")
