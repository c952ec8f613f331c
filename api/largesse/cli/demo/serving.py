"""
Serving a demo: in this process, or by workers of which any may be ended while the room goes on.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple

from largesse.app import migrated, running
from largesse.cli.demo.saying import say
from largesse.cli.failure import CommandFailed
from largesse.cli.serve.parent import Parent
from largesse.plugins import Policy
from largesse.web.runner import listening

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from rich.console import Console

    from largesse.app import App
    from largesse.settings import Settings

COMMAND = "largesse demo"
POLICY = Policy(everything=True)
"""A demo shows whatever is installed."""


class Served(NamedTuple):
    """A server that is up: its parts in this process, where it listens, and the processes of its workers, if any."""

    app: App
    url: str
    workers: list[int]


@asynccontextmanager
async def served(settings: Settings, console: Console) -> AsyncGenerator[Served]:
    """
    Serve a demo for as long as the context lasts.

    Args:
        settings: of the server; `workers` is how many processes take its calls.
        console: where it is said that a worker has ended or serves again.

    Raises:
        ConfigurationError: something is set up in a way that no server can start with.
        CommandFailed: workers do not start, or give up.
    """
    if settings.workers == 1:
        async with running(settings, POLICY, COMMAND) as app, listening(app.web, settings) as address:
            yield Served(app, address.url, [])
        return
    await migrated(settings)
    async with _workers(settings, console) as (parent, url), running(settings, POLICY, COMMAND) as app:
        # A node like them, which takes no calls: here the demo's own deeds are done.
        yield Served(app, url, parent.pids)


@asynccontextmanager
async def _workers(settings: Settings, console: Console) -> AsyncGenerator[tuple[Parent, str]]:
    def told(worker: int, code: int | None) -> None:
        if code is None:
            say(console, f"Worker {worker} serves again, as process {parent.pids[worker - 1]}.", "green")
        else:
            say(console, f"Worker {worker} has ended; whoever it served comes back to the others.", "red")

    parent = Parent(settings, POLICY, told)
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(parent.serve(ready.set_result))
    await asyncio.wait((serving, ready), return_when=asyncio.FIRST_COMPLETED)
    try:
        if serving.done():
            raise CommandFailed(f"The workers do not start; their parent ended with {serving.result()}.")
        yield parent, ready.result()
    finally:
        parent.stop()
        await asyncio.wait({serving})
