"""
Quarantine: a plugin that fails too often is called by no node any more, until an operator says otherwise.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from largesse.errors import PluginFailed
from largesse.plugins import Policy
from largesse.quarantine.models import quarantines_in_force
from largesse.testing import CREATOR, EVERYBODY, OPERATOR, VIEWER, serving, settings_in, spawned
from tests.plugins.conftest import GOOD, Site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path
    from types import ModuleType

    from largesse.settings import Settings
    from largesse.testing import Json, LocalNode, Node
    from tests.servers.postgresql import PostgreSQL

    from .conftest import Nodes

RESTORE = """
mutation PluginRestore($input: PluginRestoreInput!) {
  pluginRestore(input: $input) {
    plugin { name state reason summary } replayed
    errors { ... on UserError { message code path } }
  }
}
"""
SHOWN = "{ serverInfo { plugins { name version state reason summary } } }"
MOODY = """
    import time
    from largesse import Price
    def mad(question):
        raise ValueError("mad")
    MOOD = mad
    def content(question):
        return Price(coins=question.price_coins, holds_until=question.now + 60_000_000)
    def spin(question):
        while True:
            pass
    @hookimpl
    def largesse_gift_types():
        return [gift("luck", pricing=lambda question: MOOD(question))]
"""
"""A plugin with a gift that prices itself as its mood is."""
REASON = "5 faults within 60 seconds, the last in pricing: a price of 0 coins"
SECONDS = 15.0
"""What is promised."""


async def shown(node: Node, name: str = "classics") -> Json:
    """What anybody is shown of a plugin."""
    (found,) = (each for each in (await node.query(SHOWN))["serverInfo"]["plugins"] if each["name"] == name)
    return found


async def readiness(node: Node) -> tuple[int, Json]:
    async with node.session.get(f"{node.url}/readyz") as answer:
        return answer.status, await answer.json()


async def gauges(node: Node) -> set[str]:
    """The states of the plugin that the gauges show."""
    async with node.session.get(f"{node.url}/metrics") as answer:
        lines = (await answer.text()).splitlines()
    found = [line for line in lines if line.startswith('largesse_plugin_state{plugin="classics"')]
    assert len(found) == 4
    return {line.split('state="')[1].split('"')[0] for line in found if line.endswith(" 1.0")}


def fail(node: LocalNode, times: int = 5, plugin: str = "classics") -> None:
    for _ in range(times):
        node.app.workers.fault(plugin, "pricing", "a price of 0 coins")


async def restore(node: Node, **sent: object) -> Json:
    return await node.act(RESTORE, OPERATOR, **{"plugin": "classics", "reason": "it was mended", **sent})


async def until(fact: Callable[[], Awaitable[object]]) -> None:
    """Wait for what comes to a node by itself, in the time that is promised."""
    async with asyncio.timeout(SECONDS):
        while not await fact():  # noqa: ASYNC110 - it comes from without
            await asyncio.sleep(0.02)


async def test_faults_put_a_plugin_in_quarantine_and_an_operator_lets_it_out(node: LocalNode) -> None:
    before = await shown(node)
    fail(node, 4)
    assert (await shown(node), await gauges(node)) == (before, {"loaded"})
    fail(node, 1)
    assert await shown(node) == before | {"state": "QUARANTINED", "reason": REASON}
    assert await gauges(node) == {"quarantined"}
    with pytest.raises(PluginFailed, match=f"'classics' failed: it is in quarantine: {REASON}"):
        await node.app.workers.ask("classics", "pricing", lambda: 7)
    await until(quarantines_in_force)
    payload = await restore(node)
    assert payload == {
        "plugin": {"name": "classics", "state": "LOADED", "reason": None, "summary": before["summary"]},
        "replayed": False,
        "errors": [],
    }
    assert (await shown(node), await gauges(node)) == (before, {"loaded"})
    assert await quarantines_in_force() == []
    assert await node.app.workers.ask("classics", "pricing", lambda: 7) == 7
    fail(node, 4)
    assert (await shown(node))["state"] == "LOADED"


async def test_a_server_stays_ready_and_says_what_is_in_quarantine(node: LocalNode) -> None:
    checks = (await readiness(node))[1]["checks"]
    fail(node)
    told = {"status": "ready", "checks": checks, "notices": {"plugin classics": f"in quarantine: {REASON}"}}
    assert await readiness(node) == (200, told)
    await until(quarantines_in_force)
    await restore(node)
    assert await readiness(node) == (200, {"status": "ready", "checks": checks})


async def test_fixed_values_stay_on_offer_while_a_plugin_is_in_quarantine(node: LocalNode) -> None:
    fail(node)
    await node.grant(VIEWER, 5)
    gift = await node.send_gift(VIEWER, await node.open_room(CREATOR))
    assert gift["totalCoins"] == "1"


async def test_the_same_key_restores_once(node: LocalNode) -> None:
    fail(node)
    await until(quarantines_in_force)
    first = await restore(node, idempotencyKey="once")
    fail(node)
    await until(quarantines_in_force)
    again = await restore(node, idempotencyKey="once")
    assert (first["plugin"]["state"], first["replayed"]) == ("LOADED", False)
    assert (again["plugin"]["state"], again["replayed"], again["errors"]) == ("QUARANTINED", True, [])
    reused = await restore(node, idempotencyKey="once", reason="another")
    assert [error["code"] for error in reused["errors"]] == ["KEY_REUSED"]


async def test_a_plugin_that_is_in_no_quarantine_stays_as_it_is(node: LocalNode) -> None:
    payload = await restore(node)
    assert (payload["plugin"]["state"], payload["errors"]) == ("LOADED", [])
    assert await quarantines_in_force() == []


async def test_operators_alone_restore(node: LocalNode) -> None:
    fail(node)
    await until(quarantines_in_force)
    for persona in EVERYBODY:
        if persona is not OPERATOR:
            async with node.nothing_moves():
                payload = await node.act(RESTORE, persona, plugin="classics", reason="a test")
            assert [error["code"] for error in payload["errors"]] == ["FORBIDDEN"]
    assert (await shown(node))["state"] == "QUARANTINED"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"plugin": "clasics"}, ("NOT_FOUND", [], "There is no plugin 'clasics'.")),
        ({"plugin": ""}, ("INVALID_INPUT", ["input", "plugin"], "plugin: it must have 1 to 255 characters.")),
        ({"reason": " "}, ("INVALID_INPUT", ["input", "reason"], "reason: it must have 1 to 500 letters.")),
        ({"reason": "r" * 501}, ("INVALID_INPUT", ["input", "reason"], "reason: it must have 1 to 500 characters.")),
    ],
)
async def test_what_can_be_no_plugins_is_refused(
    turned: LocalNode, sent: Json, told: tuple[str, list[str], str]
) -> None:
    async with turned.nothing_moves():
        (error,) = (await restore(turned, **sent))["errors"]
    assert (error["code"], error["path"], error["message"]) == told


@pytest.mark.parametrize("bus", ["local", "valkey"])
async def test_another_node_hears_of_a_quarantine_and_of_its_end(
    shared: Settings, bus: str, request: pytest.FixtureRequest
) -> None:
    if bus == "valkey":
        shared = shared.model_copy(update={"bus": SecretStr(request.getfixturevalue("valkey_url"))})
    async with spawned(shared) as there, serving(shared) as here:
        await here.meet(*EVERYBODY)
        before = await shown(there)

        async def told() -> bool:
            return (await shown(there))["reason"] == REASON

        fail(here)
        await until(told)
        assert await shown(there) == before | {"state": "QUARANTINED", "reason": REASON}
        payload = await restore(there)
        assert payload["plugin"]["state"] == "LOADED"

        async def called() -> bool:
            return here.app.workers.quarantine_of("classics") is None

        await until(called)
        assert await shown(here) == before


async def test_a_quarantine_outlives_the_server_and_ends_with_the_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, policy = settings_in(tmp_path / "data"), Policy(names=("lucky",), strict=True)
    for number, (version, state) in enumerate(
        [("1.0", "LOADED"), ("1.0", "QUARANTINED"), ("1.1", "LOADED"), ("1.0", "QUARANTINED")]
    ):
        directory = tmp_path / str(number)
        directory.mkdir()
        with monkeypatch.context() as patched:
            patched.syspath_prepend(str(directory))
            Site(directory).install(
                "lucky",
                GOOD + "\n    @hookimpl\n    def largesse_gift_types():\n        return [gift('luck')]\n",
                version=version,
            )
            async with serving(settings, policy=policy) as node:
                found = await shown(node, "lucky")
                assert (found["version"], found["state"]) == (version, state)
                if state == "QUARANTINED":
                    assert found["reason"] == REASON
                elif version == "1.0":
                    fail(node, plugin="lucky")
                    await until(quarantines_in_force)
    async with serving(settings) as node:
        assert [row.plugin_version for row in await quarantines_in_force()] == ["1.0"]


async def test_a_quarantine_that_cannot_be_written_holds_here_and_is_written_later(
    nodes: Nodes, migrated_postgresql: PostgreSQL
) -> None:
    before = await shown(nodes.there)
    await asyncio.to_thread(migrated_postgresql.stop, immediate=True)
    try:
        fail(nodes.here)
        assert (await shown(nodes.here))["reason"] == REASON
        assert await shown(nodes.there) == before
    finally:
        await asyncio.to_thread(migrated_postgresql.start)

    async def told() -> bool:
        return (await shown(nodes.there))["reason"] == REASON

    await until(told)


@pytest.fixture
async def moody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[LocalNode, ModuleType]]:
    """A server with the moody plugin, somebody who has coins, and the plugin's module."""
    directory = tmp_path / "site"
    directory.mkdir()
    monkeypatch.syspath_prepend(str(directory))
    name = Site(directory).install("lucky", GOOD + MOODY)
    settings = settings_in(tmp_path / "data")
    async with serving(settings, policy=Policy(names=("lucky",), strict=True)) as node:
        await node.grant(VIEWER, 100)
        yield node, sys.modules[name]
        await node.assert_books_balance()


async def test_a_gift_that_prices_itself_is_refused_by_name_until_its_plugin_is_restored(
    moody: tuple[LocalNode, ModuleType],
) -> None:
    node, plugin = moody
    room = await node.open_room()
    told = []
    for _ in range(6):
        payload = await node.order_gift(VIEWER, room, giftType="luck")
        told += [(error["code"], error["message"]) for error in payload["errors"]]
    failed = "The plugin 'lucky' failed: it raised ValueError."
    quarantine = "5 faults within 60 seconds, the last in pricing: it raised ValueError"
    assert told == [
        *[("PLUGIN_FAILED", failed)] * 5,
        ("PLUGIN_FAILED", f"The plugin 'lucky' failed: it is in quarantine: {quarantine}."),
    ]
    assert await node.coins_of(VIEWER) == 100
    assert (await shown(node, "lucky"))["reason"] == quarantine
    await node.send_gift(VIEWER, room)
    await until(quarantines_in_force)
    plugin.MOOD = plugin.content
    assert (await node.order_gift(VIEWER, room, giftType="luck"))["errors"]
    assert (await restore(node, plugin="lucky"))["plugin"]["state"] == "LOADED"
    assert (await node.send_gift(VIEWER, room, giftType="luck"))["totalCoins"] == "1"


async def test_a_plugin_that_spins_costs_others_gifts_nothing_but_its_turns(
    moody: tuple[LocalNode, ModuleType],
) -> None:
    node, plugin = moody
    plugin.MOOD = plugin.spin
    room = await node.open_room()
    spinning = [asyncio.create_task(node.order_gift(VIEWER, room, giftType="luck")) for _ in range(20)]
    gifts = [await node.send_gift(VIEWER, room) for _ in range(20)]
    assert len({gift["id"] for gift in gifts}) == 20
    refused = [payload["errors"][0]["code"] for payload in await asyncio.gather(*spinning)]
    assert refused == ["PLUGIN_FAILED"] * 20
    assert (await shown(node, "lucky"))["state"] == "QUARANTINED"


HANGING = """
    from threading import Event
    @hookimpl
    def largesse_room_opened(room):
        print("told", flush=True)
        Event().wait()
    @hookimpl
    def largesse_gift_types():
        return [gift("luck", pricing=lambda question: Event().wait())]
"""


async def test_a_server_is_told_to_stop_and_stops_while_plugins_hang(tmp_path: Path) -> None:
    directory = tmp_path / "site"
    directory.mkdir()
    Site(directory).install("lucky", GOOD + HANGING)
    settings = settings_in(tmp_path / "data", load_plugins=("lucky",), strict=True)
    async with spawned(settings, PYTHONPATH=str(directory)) as node:
        await node.grant(VIEWER, 100)
        room = await node.open_room()
        assert node.process.stdout is not None
        async with asyncio.timeout(SECONDS):
            assert await node.process.stdout.readline() == b"told\n"
        assert (await node.order_gift(VIEWER, room, giftType="luck"))["errors"][0]["code"] == "PLUGIN_FAILED"
        async with asyncio.timeout(settings.shutdown_seconds + 5):
            assert await node.stop() == 0
