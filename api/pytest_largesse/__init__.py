"""
What pytest loads wherever Largesse is installed: the fixtures of `largesse.testing`, each imported where it is used.

It stands beside the package and not in it: pytest imports it before coverage is measured, and in runs that have nothing
to do with Largesse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from largesse.settings import Settings
    from largesse.testing import Server, TurnedClock

__all__ = [
    "largesse_clock",
    "largesse_config",
    "largesse_plugins",
    "largesse_server",
    "largesse_settings",
    "pytest_configure",
]


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers",
        "largesse_plugins(*plugins): load these plugins, modules or names of modules, into `largesse_server`.",
    )


@pytest.fixture
def largesse_plugins(request: pytest.FixtureRequest) -> Sequence[object]:
    """The plugins beside the bundled ones: those of the marker `largesse_plugins`, unless a fixture of yours says."""
    marks = list(request.node.iter_markers("largesse_plugins"))
    # The nearest is first; a module's plugins load before those of its tests.
    return tuple(dict.fromkeys(plugin for mark in reversed(marks) for plugin in mark.args))


@pytest.fixture
def largesse_clock() -> TurnedClock:
    """The clock that the server goes by: noon in UTC of the 6th of December 2026, until it is turned."""
    from largesse.testing import NOON, TurnedClock

    return TurnedClock(NOON)


@pytest.fixture
def largesse_config() -> Mapping[str, Mapping[str, object]]:
    """What is said to plugins, by their names, as `[plugins.NAME]` of a settings file says it: nothing."""
    return {}


@pytest.fixture
def largesse_settings(tmp_path: Path, largesse_config: Mapping[str, Mapping[str, object]]) -> Settings:
    """The server's settings: SQLite in a directory of the test's own, and a free port of the loopback."""
    from largesse.testing import settings_in

    return settings_in(tmp_path / "largesse", plugins=largesse_config)


@pytest.fixture
def largesse_server(
    largesse_settings: Settings, largesse_clock: TurnedClock, largesse_plugins: Sequence[object]
) -> Iterator[Server]:
    """A server with the plugins under test and the bundled ones, whom everybody has called once."""
    from largesse.testing import served

    with served(largesse_settings, clock=largesse_clock, plugins=largesse_plugins) as server:
        server.meet_everybody()
        yield server
