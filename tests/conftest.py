"""
What every test may ask for: real servers, started once a session and only where they are used.
"""

from __future__ import annotations

import gc
import itertools
import os
from typing import TYPE_CHECKING

import pytest

from largesse import telemetry

from .databases import KINDS, make_file, make_template, postgresql_settings, sqlite_settings
from .javascript.tools import Tools
from .servers.postgresql import OWNER, PostgreSQL
from .servers.valkey import Valkey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from largesse.settings import Settings

_numbers = itertools.count(1)


def pytest_collection_finish() -> None:
    """Leave what has been loaded by now to itself, as a server does: the collector need not look at it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _secrets_of_one_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process conceals its plugins' secrets until it ends; what one test calls so, another may say."""
    monkeypatch.setattr(telemetry, "_concealed", set())


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A running PostgreSQL; a test that stops or freezes it leaves it running."""
    # No test cuts the power: what a process has written outlives it, synced or not.
    with PostgreSQL({"fsync": "off"}) as server:
        yield server


@pytest.fixture
def postgresql_dsn(postgresql: PostgreSQL) -> Iterator[str]:
    """The address of a database of the test's own, empty, as its owner `largesse_owner`."""
    name = f"largesse_{os.getpid()}_{next(_numbers)}"
    yield postgresql.create_database(name)
    postgresql.drop_database(name)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, for tests to copy."""
    return make_file(tmp_path_factory.mktemp("migrated"))


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> PostgreSQL:
    """The session's PostgreSQL, with a migrated database for tests to copy."""
    make_template(postgresql, tmp_path_factory.mktemp("migrated"))
    return postgresql


@pytest.fixture
def shared_settings(migrated_postgresql: PostgreSQL, tmp_path: Path) -> Iterator[Settings]:
    """Settings with a migrated database of the test's own, as its owner, which several nodes may write."""
    with postgresql_settings(migrated_postgresql, tmp_path, OWNER) as settings:
        yield settings


@pytest.fixture(params=KINDS)
def migrated_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings with a migrated database of the test's own, once on each server."""
    if request.param == "sqlite":
        return sqlite_settings(request.getfixturevalue("migrated_file"), tmp_path)
    found: Settings = request.getfixturevalue("shared_settings")
    return found


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    """A running Valkey; a test that stops or freezes it leaves it running."""
    with Valkey() as server:
        yield server


@pytest.fixture
def valkey_url(valkey: Valkey) -> str:
    """The address of the session's Valkey."""
    return valkey.url


@pytest.fixture(scope="session")
def javascript() -> Tools:
    """Node with the clients and tools of front-end developers; it fails without Node and npm, and never skips."""
    return Tools()


@pytest.fixture(scope="session")
def chromium(javascript: Tools, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:  # noqa: ARG001 - it comes with the packages
    """What a program that runs `@sparticuz/chromium` needs in its environment."""
    return {
        # Where the package unpacks the browser; its own choice is a place that users of the machine would share.
        "TMPDIR": str(tmp_path_factory.mktemp("chromium")),
        # So that it unpacks the libraries as well, which a bare machine lacks.
        "CODEBUILD_BUILD_IMAGE": "nodejs22",
    }
