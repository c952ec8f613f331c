"""
The fixtures: a server with the plugin under test, for tests without asyncio; any other run has nothing of them.
"""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from largesse import hookimpl, instant_of
from largesse.clock import MICROSECONDS, datetime_of
from largesse.errors import ConfigurationError
from largesse.plugins import PluginState, Policy
from largesse.testing import CREATOR, NOON, VIEWER, VIEWER_2, candidate_of, served, settings_in
from tests.plugins.conftest import Site

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from largesse.settings import Settings
    from largesse.testing import Json, Server, TurnedClock

FIRST_TEST = """
import pytest
from largesse.testing import VIEWER

pytestmark = pytest.mark.largesse_plugins("{module}")

def test_a_kite_flies(largesse_server):
    largesse_server.grant(VIEWER, 10)
    gift = largesse_server.send_gift(VIEWER, largesse_server.open_room(), "kite", quantity=3)
    assert gift["totalCoins"] == "3"
    largesse_server.assert_books_balance()
"""
UNCONCERNED = """
import sys

def test_nothing_of_largesse_is_imported():
    assert [name for name in sys.modules if name.partition(".")[0] == "largesse"] == []
"""


def pytest_in(directory: Path, test: str, *arguments: str) -> str:
    """Run one file of tests in a process of its own, with no plugin for asyncio, and return what is said of it."""
    (directory / "test_it.py").write_text(test)
    without = [part for plugin in ("asyncio", "aiohttp", "cacheprovider") for part in ("-p", f"no:{plugin}")]
    done = subprocess.run(  # noqa: S603  # our own words
        [sys.executable, "-m", "pytest", "-q", *without, "-W", "error", *arguments, "test_it.py"],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture
def kite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a module with a gift type that is on the path, and not installed."""
    site = Site(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    module = site.offer("kite", "kite")
    for metadata in tmp_path.glob("*.dist-info/*"):
        metadata.unlink()
    return module


def test_a_first_test_of_a_gift_needs_no_plugin_for_asyncio(tmp_path: Path, kite: str) -> None:
    said = pytest_in(tmp_path, FIRST_TEST.format(module=kite))
    assert said.splitlines()[-1].startswith("1 passed"), said


def test_a_run_without_the_fixtures_imports_nothing_of_largesse(tmp_path: Path) -> None:
    said = pytest_in(tmp_path, UNCONCERNED)
    assert said.splitlines()[-1].startswith("1 passed"), said


def test_wallets_rooms_and_gifts(largesse_server: Server) -> None:
    largesse_server.grant(VIEWER, 100)
    room = largesse_server.open_room()
    assert largesse_server.price_of(room, quantity=7) == 7
    gift = largesse_server.send_gift(VIEWER, room, quantity=7)
    assert (gift["totalCoins"], gift["recipient"]["id"]) == ("7", CREATOR.id)
    assert largesse_server.coins_of(VIEWER) == 93
    assert largesse_server.earnings_of(CREATOR) == 3_500_000
    largesse_server.assert_books_balance()


def test_what_is_refused_moves_nothing(largesse_server: Server) -> None:
    room = largesse_server.open_room()
    with largesse_server.nothing_moves():
        payload = largesse_server.order_gift(VIEWER, room)
        assert [error["code"] for error in payload["errors"]] == ["INSUFFICIENT_COINS"]
        payload = largesse_server.order_gift(VIEWER, room, priceSeen="2")
        assert [error["code"] for error in payload["errors"]] == ["PRICE_CHANGED"]
    with (
        pytest.raises(AssertionError, match=r"has moved:\n(.*\n)*\+ lots "),
        largesse_server.nothing_moves(),
    ):
        largesse_server.grant(VIEWER, 1)
    with pytest.raises(AssertionError, match="InsufficientCoinsError"):
        largesse_server.send_gift(VIEWER_2, room)


def test_a_price_that_cannot_be_told_is_an_error(largesse_server: Server) -> None:
    room = largesse_server.open_room()
    with pytest.raises(AssertionError, match="GIFT_TYPE_UNKNOWN"):
        largesse_server.order_gift(VIEWER, room, "none")
    payload = largesse_server.order_gift(VIEWER, room, "none", priceSeen="1")
    assert [error["code"] for error in payload["errors"]] == ["GIFT_TYPE_UNKNOWN"]


def test_gifts_are_sent_when_the_clock_says(largesse_server: Server, largesse_clock: TurnedClock) -> None:
    largesse_server.grant(VIEWER, 2)
    room = largesse_server.open_room()
    before = largesse_server.send_gift(VIEWER, room)["sentAt"]
    largesse_clock.turn(days=1)
    after = largesse_server.send_gift(VIEWER, room)["sentAt"]
    assert (before[:19], after[:19]) == ("2026-12-06T12:00:00", "2026-12-07T12:00:00")
    assert instant_of(datetime_of(NOON)) == NOON == 1_796_558_400 * MICROSECONDS


def test_documents_of_the_authors_own_are_asked(largesse_server: Server) -> None:
    assert largesse_server.query("{ serverInfo { name } }") == {"serverInfo": {"name": "Largesse"}}
    assert largesse_server.query("{ viewer { person { id } } }", by=VIEWER) == {"viewer": {"person": {"id": VIEWER.id}}}
    document = "mutation ($input: RoomOpenInput!) { roomOpen(input: $input) { room { title } errors { __typename } } }"
    assert largesse_server.act(document, by=CREATOR, title="Mine") == {"room": {"title": "Mine"}, "errors": []}
    assert largesse_server.url.startswith("http://127.0.0.1:")


def test_a_room_is_followed_in_a_coroutine(largesse_server: Server) -> None:
    room = largesse_server.open_room()

    async def first() -> Json:
        async with largesse_server.node.follow(VIEWER, room) as follower:
            return await follower.next()

    assert largesse_server.run(first())["__typename"] == "RoomSnapshot"


class TestPluginsOfAFixture:
    @pytest.fixture
    def largesse_plugins(self, kite: str) -> Sequence[object]:
        return [kite]

    def test_they_are_loaded_beside_the_bundled_ones(self, largesse_server: Server, kite: str) -> None:
        room = largesse_server.open_room()
        assert [largesse_server.price_of(room, gift_type) for gift_type in ("kite", "rose")] == [1, 1]
        reports = {report.name: report for report in largesse_server.node.app.plugins.reports}
        assert reports[kite].state is PluginState.LOADED
        assert (reports[kite].distribution, reports[kite].version) == ("under-test", "0")


@pytest.mark.largesse_plugins("largesse_classics", "largesse_regions")
def test_a_plugin_that_is_installed_keeps_its_name_and_version(
    largesse_plugins: Sequence[object], largesse_server: Server
) -> None:
    assert largesse_plugins == ("largesse_classics", "largesse_regions")
    reports = {report.name: report for report in largesse_server.node.app.plugins.reports}
    assert (reports["classics"].distribution, reports["classics"].version) == ("largesse", "0.1.0")


def test_a_plugin_that_cannot_be_loaded_is_told_with_its_reason(largesse_settings: Settings) -> None:
    broken = ModuleType("largesse_broken")
    with (
        pytest.raises(ConfigurationError, match="broken: it does not say LARGESSE_CONTRACT"),
        served(largesse_settings, plugins=[broken]),
    ):
        pass


def test_a_server_may_be_meant_to_start_without_a_broken_plugin(tmp_path: Path) -> None:
    broken = ModuleType("largesse_broken")
    with served(settings_in(tmp_path), policy=Policy(names=("broken",)), plugins=[broken]) as server:
        assert server.price_of(server.open_room()) == 1


def test_a_plugin_may_be_anything_that_an_entry_point_can_name() -> None:
    class Kite:
        LARGESSE_CONTRACT = 0

        @hookimpl
        def largesse_gift_types(self) -> list[object]:
            return []

    plugins = (Kite, Kite(), ModuleType("largesse_kite"), "kites.largesse_kite:plugin")
    assert {candidate_of(plugin).name for plugin in plugins} == {"kite"}
    plugin = Kite()
    assert candidate_of(plugin, "mine").name == "mine"
    assert candidate_of(plugin).load() is plugin
