"""
What the suite holds: servers of its own on both databases or somebody else's, and every client or somebody else's.
"""

from __future__ import annotations

import json
import os
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from largesse.app import migrated
from largesse.database.grants import SERVE_ROLE
from largesse.settings import Transport
from largesse.testing import settings_in
from tests.javascript.tools import HERE
from tests.servers.server import free_port

from .drivers import Driver, Program, ProgramDriver, PythonDriver
from .own import OwnVenue
from .venue import elsewhere

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.servers.postgresql import PostgreSQL

    from .venue import Venue

DATABASES = ("sqlite", "postgresql")
LOOK_SECONDS = 0.05
"""How often a server of the suite's own looks for what ends without an event."""
FRONT_ENDS = (
    {"name": "graphql-ws", "transport": "websocket", "returns": True},
    {"name": "apollo", "transport": "websocket"},
    {"name": "graphql-sse", "transport": "event-stream", "header": True, "returns": True},
    {"name": "EventSource", "transport": "event-stream", "bearer": False, "returns": True},
    {"name": "apollo over HTTP", "transport": "multipart", "header": True},
)
"""Clients of front-ends, in a program of Node's each; what they are able to do is said in `Program`."""
STATED_BY: dict[str, Callable[[Driver], bool]] = {
    "driver": lambda _driver: True,
    "bearer_driver": lambda driver: driver.bearer,
    "header_driver": lambda driver: driver.header,
    "returning_driver": lambda driver: driver.returns,
}
"""Which clients can state a fact, by what it asks for."""

NOBODY = "nobody"
"""Stands for the clients where none can state a fact."""
_DRIVERS = pytest.StashKey[list[Driver]]()


class Running:
    """
    The programs that run.

    Args:
        stack: ends them.
    """

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self._begun: set[Driver] = set()

    async def ready(self, driver: Driver, request: pytest.FixtureRequest) -> Driver:
        """Begin a driver's program, if it has one that does not run yet, and return the driver."""
        if isinstance(driver, ProgramDriver) and driver not in self._begun:
            if driver.directory == HERE:
                request.getfixturevalue("javascript")
            await self._stack.enter_async_context(driver)
            self._begun.add(driver)
        return driver


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("conformance")
    group.addoption("--server", type=Path, metavar="FILE", help="a server to be held: what `largesse demo --json` says")
    group.addoption("--client", type=Path, metavar="FILE", help="a client to be held: a program, described in JSON")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Have each fact stated by every client that can, on each server."""
    for name, able in STATED_BY.items():
        if name in metafunc.fixturenames:
            drivers = [driver for driver in _drivers(metafunc.config) if able(driver)]
            names = [driver.name for driver in drivers]
            metafunc.parametrize(name, drivers or [NOBODY], ids=names or ["nobody"], indirect=True)
    if "venue" in metafunc.fixturenames:
        places = DATABASES if _option(metafunc.config, "server") is None else ("server",)
        metafunc.parametrize("venue", places, indirect=True, scope="package")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot be done to a server that somebody else runs, and what no client can state."""
    left_out = [item for item in items if _is_beyond(item, config)]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def venue(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Venue]:
    """A server that is up, with somebody who has coins."""
    file = _option(request.config, "server")
    if file is not None:
        async with elsewhere(json.loads(file.read_text("utf-8").splitlines()[0])) as venue:
            yield venue
        return
    directory = tmp_path_factory.mktemp(request.param)
    database = None
    if request.param == "postgresql":
        database = await _database(request.getfixturevalue("postgresql"), directory)
    # Little may wait for a slow reader, so that it need not be sent much.
    settings = settings_in(directory, port=free_port(), database=database, socket_queue_bytes_max=16_384)
    with pytest.MonkeyPatch.context() as patch:
        # Who left, and whose token was taken away, is noticed when it is looked for.
        patch.setattr("largesse.web.streams.door.LOOK_SECONDS", LOOK_SECONDS)
        patch.setattr("largesse.web.callers.tenure.LOOK_SECONDS", LOOK_SECONDS)
        async with OwnVenue(settings) as own:
            yield own


@pytest.fixture
def own(venue: Venue) -> OwnVenue:
    """A server of the suite's own, for what cannot be done to others'."""
    assert isinstance(venue, OwnVenue)
    return venue


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def running() -> AsyncIterator[Running]:
    """The programs that run, each from the first fact on that it states."""
    async with AsyncExitStack() as stack:
        yield Running(stack)


@pytest_asyncio.fixture(loop_scope="package")
async def driver(request: pytest.FixtureRequest, running: Running) -> Driver:
    """A client that can state the fact."""
    return await running.ready(request.param, request)


bearer_driver = header_driver = returning_driver = driver


@pytest_asyncio.fixture(loop_scope="package")
async def drivers(request: pytest.FixtureRequest, running: Running) -> list[Driver]:
    """All clients, for what happens to everybody at once."""
    return [await running.ready(driver, request) for driver in _drivers(request.config)]


def _is_beyond(item: pytest.Item, config: pytest.Config) -> bool:
    known = isinstance(item, pytest.Function) and hasattr(item, "callspec")
    if known and NOBODY in item.callspec.params.values():
        return True
    return _option(config, "server") is not None and "own" in getattr(item, "fixturenames", ())


def _option(config: pytest.Config, name: str) -> Path | None:
    # Where the whole suite runs, this file is found too late for its options to be read.
    found: Path | None = config.getoption(name, None)
    return found


def _drivers(config: pytest.Config) -> list[Driver]:
    if _DRIVERS not in config.stash:
        config.stash[_DRIVERS] = _made(_option(config, "client"))
    return config.stash[_DRIVERS]


def _made(client: Path | None) -> list[Driver]:
    if client is not None:
        return [ProgramDriver(Program.read(json.loads(client.read_text("utf-8")), client.resolve().parent))]
    python = [PythonDriver(transport) for transport in Transport]
    return [
        *python,
        *(
            ProgramDriver(Program.read({"command": ["node", "viewers.mjs", each["name"]], **each}, HERE))
            for each in FRONT_ENDS
        ),
    ]


async def _database(server: PostgreSQL, directory: Path) -> str:
    """Return the address of a new database, migrated by its owner, for the role that serves."""
    name = f"largesse_conformance_{os.getpid()}"
    await migrated(settings_in(directory, database=server.create_database(name), serve_role=SERVE_ROLE))
    return server.dsn(name, SERVE_ROLE)
