"""
The field: one database, and a server each with no plugins but the bundled, with twelve more, and with sixty.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.servers.postgresql import SERVE

from bench.databases import durable_postgresql, migrated_postgresql
from bench.http import requests
from bench.http.field import CALLERS, Cell, Field, filled, port_of, started
from bench.plugins.site import DYNAMIC_COINS, DYNAMIC_KEY, fill

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bench.http.requests import Requests
    from bench.journal.world import World

PLUGINS = {"none": 0, "twelve": 12, "sixty": 60}
"""How many plugins each server has beside the bundled ones."""
STATIC, DYNAMIC, TYPES, PANEL = "giftSend", "giftSend, priced by its plugin", "giftTypes", "giftPanel"
CELLS = (
    Cell("none", STATIC),
    Cell("twelve", STATIC),
    Cell("sixty", STATIC),
    Cell("twelve", DYNAMIC),
    Cell("none", TYPES),
    Cell("sixty", TYPES),
    Cell("none", PANEL),
    Cell("sixty", PANEL),
)


@asynccontextmanager
async def field() -> AsyncGenerator[tuple[Field, dict[str, float]]]:
    """
    Start everything; all of it ends with the context.

    Returns:
        Who is measured, and how many seconds each server took from its start until it listened, one after another.
    """
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[-1:])
    with durable_postgresql() as server, TemporaryDirectory() as site:
        await migrated_postgresql(server, "world")
        dsn = server.dsn("world", SERVE)
        world = await filled(dsn)
        ports: dict[str, int] = {}
        pids: dict[str, int] = {}
        seconds: dict[str, float] = {}
        async with AsyncExitStack() as stack:
            for name, count in PLUGINS.items():
                command = _command(cores[0], dsn, Path(site) / name, count)
                begun = time.perf_counter()
                processes = await stack.enter_async_context(started({name: command}))
                ports[name] = await asyncio.to_thread(port_of, processes[name])
                seconds[name] = time.perf_counter() - begun
                pids[name] = processes[name].pid
            yield Field(ports, pids, _requests(world), server.pid, dsn), seconds


def _command(core: int, dsn: str, directory: Path, plugins: int) -> list[str]:
    command = [sys.executable, "-m", "bench.plugins.server", "--core", str(core), "--database", dsn]
    if not plugins:
        return command
    directory.mkdir()
    fill(directory, plugins)
    return [*command, "--site", str(directory)]


def _requests(world: World) -> dict[str, Requests]:
    callers = world.senders[:CALLERS]
    return {
        STATIC: requests.gifts(world, callers),
        DYNAMIC: requests.gifts(world, callers, DYNAMIC_KEY, DYNAMIC_COINS),
        TYPES: requests.gift_types(callers),
        PANEL: requests.panels(world, callers),
    }
