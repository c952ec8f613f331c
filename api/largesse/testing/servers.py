"""
Servers of tests: in this process with a clock to turn, or as `largesse serve` in processes of their own.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
from pydantic import SecretStr

from largesse.app import running
from largesse.clock import SystemClock
from largesse.plugins import Candidate, Policy
from largesse.plugins.configuration import variable_of
from largesse.settings import PREFIX, Settings
from largesse.testing.candidates import candidate_of, with_installed
from largesse.testing.node import Node
from largesse.testing.people import ISSUER
from largesse.web.runner import listening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from largesse.app import App
    from largesse.clock import Clock

SECRET = "what the tokens of tests are signed with"  # noqa: S105 - it opens nothing but tests
SECONDS = 30.0
"""How long a process may take to start or to end."""
_COMMAND = "from largesse.cli import main; main()"


class LocalNode(Node):
    """
    A server in this process.

    Args:
        url: its root.
        session: whose connections are used.
        app: its parts.
    """

    def __init__(self, url: str, session: aiohttp.ClientSession, app: App) -> None:
        super().__init__(url, session, app.settings, app.clock)
        self.app = app


class ProcessNode(Node):
    """
    A server in a process of its own.

    Args:
        url: its root.
        session: whose connections are used.
        settings: what it runs with.
        process: the process.
    """

    def __init__(
        self, url: str, session: aiohttp.ClientSession, settings: Settings, process: asyncio.subprocess.Process
    ) -> None:
        super().__init__(url, session, settings, SystemClock())
        self.process = process

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """
        Send a signal, unless it has ended, and return the exit code once it has.

        Raises:
            TimeoutError: it does not end.
        """
        if self.process.returncode is None:
            self.process.send_signal(number)
        async with asyncio.timeout(SECONDS):
            return await self.process.wait()


def settings_in(directory: Path, **more: object) -> Settings:
    """
    Return settings for a server of a test: SQLite in a directory, a free port of the loopback.

    Combos wait an hour for their next gift, so that nothing moves which the test does not move itself.

    Args:
        directory: where its data is.
        more: other fields, such as `database`, `bus` or `combo_window_seconds`.
    """
    chosen = {
        "data_dir": directory,
        "port": 0,
        "token_secret": SECRET,
        "token_issuer": ISSUER,
        "shutdown_seconds": 2,
        "combo_window_seconds": 3_600,
    }
    return Settings.model_validate({**chosen, **more})


@asynccontextmanager
async def serving(
    settings: Settings,
    *,
    clock: Clock | None = None,
    policy: Policy | None = None,
    plugins: Sequence[object] = (),
) -> AsyncIterator[LocalNode]:
    """
    Serve in this process for as long as the block lasts; one at a time, since models read one database a process.

    Args:
        settings: as `settings_in` returns them; PostgreSQL has been migrated by its owner.
        clock: the machine's, or one to turn.
        policy: which plugins are wanted; if left out the bundled ones and those under test, and all of them must load.
        plugins: those under test, installed or not: modules, or what else `candidate_of` takes.

    Raises:
        ConfigurationError: something is set up in a way that no server can start with.
    """
    candidates = [each if isinstance(each, Candidate) else candidate_of(each) for each in plugins]
    wanted = policy or Policy(names=tuple(each.name for each in candidates), strict=True)
    async with (
        running(settings, wanted, "largesse.testing", clock, with_installed(candidates)) as app,
        listening(app.web, settings) as address,
        _session() as session,
    ):
        yield LocalNode(address.url, session, app)


@asynccontextmanager
async def spawned(settings: Settings, **environment: str) -> AsyncIterator[ProcessNode]:
    """
    Serve in a process of its own for as long as the block lasts; any number of them on one PostgreSQL.

    Args:
        settings: as `settings_in` returns them.
        environment: what the process is told beside them, such as `PYTHONPATH`.

    Raises:
        RuntimeError: it does not start; what it said is in the message.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    log = settings.data_dir / f"node-{os.urandom(4).hex()}.log"
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _COMMAND, "serve"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            env={**_inherited(), **_variables(settings), **environment},
        )
    try:
        url = await _url_of(process)
        if url is None:
            raise RuntimeError(f"the server did not start: {log.read_text('utf-8', 'replace')}")
        async with _session() as session:
            yield ProcessNode(url, session, settings, process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def _url_of(process: asyncio.subprocess.Process) -> str | None:
    """Return the address that a server says it listens on, or None if it ends before it does."""
    if process.stdout is None:
        return None
    async with asyncio.timeout(SECONDS):
        # A plugin may have printed something before.
        while line := await process.stdout.readline():
            if b"http://" in line:
                return line.decode().split()[-1]
    return None


def _session() -> aiohttp.ClientSession:
    # The default of 100 connections would have devices wait for one another that should meet.
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))


def _inherited() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}


def _variables(settings: Settings) -> dict[str, str]:
    """Return settings as the environment that says the same."""
    said = {}
    for name in settings.model_fields_set - {"plugins"}:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            value = value.get_secret_value()
        if value is not None:
            said[PREFIX + name.upper()] = ",".join(value) if isinstance(value, tuple) else str(value)
    for plugin, table in settings.plugins.tables.items():
        for field, value in table.items():
            said[variable_of(plugin, field)] = value if isinstance(value, str) else json.dumps(value)
    return said | dict(settings.plugins.variables)
