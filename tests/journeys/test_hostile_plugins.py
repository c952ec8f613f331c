"""
Hostile plugins: for each the server starts, others' gifts go on, the books balance, and the reason is shown.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from largesse.plugins import Policy
from largesse.testing import EVERYBODY, VIEWER, contents_of, serving, settings_in, spawned
from largesse.testing.documents import MESSAGE_SEND
from tests.cli.conftest import SCRIPT, environment
from tests.plugins.conftest import Site
from tests.plugins.hostile import install

from .hostile_sins import (
    HARMLESS,
    JUDGED_FOR_EVER,
    JUDGED_IN_VAIN,
    PRICED,
    PRICED_IN_VAIN,
    READ_IN_VAIN,
    REFUSED,
    SLOW,
    TOLD,
    TOLD_FOR_EVER,
    TOLD_IN_VAIN,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Iterator
    from pathlib import Path

    from largesse.plugins import Candidate
    from largesse.testing import Contents, Json, LocalNode, Node

SHOWN = "{ serverInfo { plugins { name state reason summary } } }"
EXCHANGE = """{
  exchangeQuote(base: "EUR", quote: "USD", units: "100") {
    conversion { __typename }
    refusal { ... on UserError { code message } }
  }
}"""
STUCK = "a call into it hangs and cannot be ended"
"""What is said as soon as that is known, which may be before the fifth fault."""
SECRET = "what a plugin is told in confidence"


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Candidate]]:
    """The hostile distribution, installed."""
    site = tmp_path / "site"
    monkeypatch.syspath_prepend(str(site))
    for name in [name for name in sys.modules if name.partition(".")[0] == "largesse_hostile"]:
        monkeypatch.delitem(sys.modules, name)
    yield install(site)
    if moments := sys.modules.get("largesse_hostile.moments"):
        moments.OVER.set()


@pytest.fixture
async def beside(request: pytest.FixtureRequest, hostile: dict[str, Candidate], tmp_path: Path) -> AsyncIterator[Json]:
    """A server with the one hostile plugin that the test is about, which everybody has called once."""
    assert request.param in hostile
    policy = Policy(names=(request.param,), deadline_seconds=2.0)
    async with serving(settings_in(tmp_path / "data"), policy=policy) as node:
        await node.meet(*EVERYBODY)
        yield node
        await node.assert_books_balance()


def beside_each(names: Collection[str]) -> pytest.MarkDecorator:
    """Run a test beside each of these plugins, under its name."""
    return pytest.mark.parametrize(("beside", "name"), [(name, name) for name in names], ids=names, indirect=["beside"])


async def shown(node: Node, name: str) -> Json:
    """Return what is shown of a plugin of the hostile distribution."""
    plugins = (await node.query(SHOWN))["serverInfo"]["plugins"]
    return [each for each in plugins if each["name"] == name][-1]


async def wrote(node: Node, room: str, text: str) -> Json:
    """Have somebody write, and return the payload."""
    return await node.act(MESSAGE_SEND, VIEWER, roomId=room, text=text)


async def others_go_on(node: Node) -> None:
    """Hold that a gift of another plugin is sent, and costs what it costs."""
    await node.grant(VIEWER, 5)
    before = await node.coins_of(VIEWER)
    gift = await node.send_gift(VIEWER, await node.open_room(), quantity=5, priceSeen="5")
    assert gift["totalCoins"] == "5"
    assert await node.coins_of(VIEWER) == before - 5


async def standing(node: LocalNode) -> Contents:
    """Return all that a server holds but what a quarantine writes, which may come of a single call that hangs."""
    written = {"events", "keys", "quarantines", "streams"}
    return {table: rows for table, rows in (await contents_of(node.database)).items() if table not in written}


def test_every_sin_of_the_distribution_is_looked_at(hostile: dict[str, Candidate]) -> None:
    told = {*TOLD_IN_VAIN, *TOLD_FOR_EVER, *TOLD}
    asked = {*PRICED_IN_VAIN, *PRICED, *READ_IN_VAIN, *JUDGED_IN_VAIN, *JUDGED_FOR_EVER}
    assert hostile.keys() - {"pricing-changes-its-price"} == {*REFUSED, *HARMLESS} | told | asked


@beside_each(REFUSED)
async def test_a_plugin_is_refused_with_its_reason_and_others_gifts_go_on(beside: LocalNode, name: str) -> None:
    plugin = await shown(beside, name)
    assert (plugin["state"], plugin["reason"], plugin["summary"]) == ("QUARANTINED", REFUSED[name], None)
    async with beside.session.get(f"{beside.url}/readyz") as response:
        assert response.status == 503
        assert f"{name}: {REFUSED[name]}" in (await response.json())["checks"]["plugins"]
    await others_go_on(beside)


@pytest.mark.usefixtures("hostile")
def test_the_list_of_plugins_shows_every_reason(tmp_path: Path) -> None:
    names = [name for name in REFUSED if name not in SLOW]
    done = subprocess.run(  # noqa: S603  # our own script
        [SCRIPT, "plugins", "list"],
        env=environment(PYTHONPATH=str(tmp_path / "site"), LARGESSE_LOAD_PLUGINS=",".join(names)),
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [tuple(line.split("\t")) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (1, "")
    for name in names:
        assert (name, "6.6.6", "quarantined", REFUSED[name]) in lines


async def test_all_of_them_at_once_leave_the_server_running(hostile: dict[str, Candidate], tmp_path: Path) -> None:
    # A pair of currencies is told by one plugin alone.
    wanted = hostile.keys() - SLOW - READ_IN_VAIN.keys() | {"reading-raises"}
    async with serving(settings_in(tmp_path / "data"), policy=Policy(names=tuple(wanted))) as node:
        plugins = (await node.query(SHOWN))["serverInfo"]["plugins"]
        states = {each["name"]: each["state"] for each in plugins if each["name"] in wanted}
        refused = {*REFUSED, "configuring-tells-secrets"} - SLOW
        assert {name for name, state in states.items() if state == "QUARANTINED"} == refused
        assert {name for name, state in states.items() if state == "LOADED"} == wanted - refused
        await node.meet(*EVERYBODY)
        await others_go_on(node)
        await node.assert_books_balance()


async def test_a_plugin_with_threads_of_its_own_is_served_like_any_other(
    hostile: dict[str, Candidate], tmp_path: Path
) -> None:
    name = "offering-starts-threads"
    assert name in hostile
    async with serving(settings_in(tmp_path / "data"), policy=Policy(names=(name,))) as node:
        assert (await shown(node, name))["state"] == "LOADED"
        await node.grant(VIEWER, 1)
        await node.send_gift(VIEWER, await node.open_room(), giftType=HARMLESS[name])
        await others_go_on(node)
        await node.assert_books_balance()


async def test_a_secret_that_a_plugin_prints_and_logs_stays_one(hostile: dict[str, Candidate], tmp_path: Path) -> None:
    name = "configuring-tells-secrets"
    settings = settings_in(tmp_path / "data", load_plugins=(name,))
    environment = {"PYTHONPATH": str(tmp_path / "site"), "LARGESSE_PLUGIN_CONFIGURING_TELLS_SECRETS_TOKEN": SECRET}
    assert name in hostile
    async with spawned(settings, **environment) as node:
        assert (await shown(node, name))["state"] == "LOADED"
        await node.grant(VIEWER, 1)
        await node.send_gift(VIEWER, await node.open_room(), giftType=HARMLESS[name])
        await node.stop()
        (log,) = (tmp_path / "data").glob("*.log")
        said = log.read_text("utf-8")
        assert "the token is " in said
        assert SECRET not in said
        await node.assert_books_balance()


@beside_each(TOLD_IN_VAIN)
async def test_a_plugin_that_fails_when_it_is_told_is_put_in_quarantine_and_gifts_go_on(
    beside: LocalNode, name: str
) -> None:
    over = asyncio.Event()
    beside.app.workers.listen(lambda plugin, _: over.set() if plugin == name else None)
    await beside.grant(VIEWER, 10)
    room = await beside.open_room()
    for _ in range(10):
        await beside.send_gift(VIEWER, room)
    async with asyncio.timeout(10):
        await over.wait()
    plugin = await shown(beside, name)
    reason = f"5 faults within 60 seconds, the last in largesse_gift_sent: it raised {TOLD_IN_VAIN[name]}"
    assert (plugin["state"], plugin["reason"]) == ("QUARANTINED", reason)
    await others_go_on(beside)


@beside_each(TOLD_FOR_EVER)
async def test_a_plugin_that_never_comes_back_from_being_told_keeps_nobody_waiting(
    beside: LocalNode, name: str
) -> None:
    begun = sys.modules["largesse_hostile.moments"].BEGUN
    await others_go_on(beside)
    assert await asyncio.to_thread(begun.wait, 10), name
    await others_go_on(beside)


@beside_each(TOLD)
async def test_what_a_plugin_makes_of_what_it_is_told_changes_nothing(beside: LocalNode, name: str) -> None:
    await beside.grant(VIEWER, 1)
    room = await beside.open_room()
    async with beside.follow(VIEWER, room) as follower:
        await follower.next()
        await beside.send_gift(VIEWER, room)
        told = await follower.until(2)
    assert told[-1]["gift"]["totalCoins"] == "1"
    await others_go_on(beside)
    assert (await shown(beside, name))["state"] == "LOADED"


@beside_each(PRICED_IN_VAIN)
async def test_a_gift_without_a_price_is_refused_by_name_and_five_faults_are_quarantine(
    beside: LocalNode, name: str
) -> None:
    await beside.grant(VIEWER, 10)
    room = await beside.open_room()
    gift_type = name.removeprefix("pricing-")
    before = await standing(beside)
    payload = await beside.order_gift(VIEWER, room, giftType=gift_type)
    (error,) = payload["errors"]
    assert error["code"] == "PLUGIN_FAILED"
    assert error["message"].startswith(f"The plugin {name!r} failed: ")
    assert error["message"].endswith(f"{PRICED_IN_VAIN[name]}.")
    assert await standing(beside) == before
    for _ in range(4):
        await beside.order_gift(VIEWER, room, giftType=gift_type)
    plugin = await shown(beside, name)
    assert plugin["state"] == "QUARANTINED"
    assert plugin["reason"].startswith(("5 faults within 60 seconds, the last in pricing: ", STUCK))
    (error,) = (await beside.order_gift(VIEWER, room, giftType=gift_type))["errors"]
    assert error["message"].startswith(f"The plugin {name!r} failed: it is in quarantine: ")
    await others_go_on(beside)


@beside_each(PRICED)
async def test_a_price_is_one_whatever_else_is_done_while_it_is_asked_for(beside: LocalNode, name: str) -> None:
    await beside.grant(VIEWER, 10)
    room = await beside.open_room()
    for _ in range(10):
        await beside.send_gift(VIEWER, room, giftType=name.removeprefix("pricing-"))
    assert await beside.coins_of(VIEWER) == 0
    await others_go_on(beside)
    assert (await shown(beside, name))["state"] == "LOADED"


@beside_each(["pricing-changes-its-price"])
async def test_whoever_saw_a_price_that_changes_pays_no_other(beside: LocalNode, name: str) -> None:
    await beside.grant(VIEWER, 1_000)
    room = await beside.open_room()
    paid = 0
    for seen in range(1, 21):
        payload = await beside.order_gift(VIEWER, room, giftType="changes-its-price", priceSeen=str(seen))
        if payload["errors"]:
            (error,) = payload["errors"]
            assert error["code"] == "PRICE_CHANGED"
            assert error["priceCoins"] != str(seen)
        else:
            assert payload["gift"]["totalCoins"] == str(seen)
            paid += seen
        assert await beside.coins_of(VIEWER) == 1_000 - paid
    assert paid > 0
    assert (await shown(beside, name))["state"] == "LOADED"
    await others_go_on(beside)


@beside_each(JUDGED_IN_VAIN)
async def test_a_message_that_cannot_be_judged_is_refused_by_name_and_those_of_other_rooms_go_on(
    beside: LocalNode, name: str
) -> None:
    room, other = await beside.open_room(), await beside.open_room()
    before = await standing(beside)
    (error,) = (await wrote(beside, room, "sin"))["errors"]
    assert (error["code"], error["message"]) == (
        "PLUGIN_FAILED",
        f"The plugin {name!r} failed: {JUDGED_IN_VAIN[name]}.",
    )
    assert await standing(beside) == before
    sins = asyncio.gather(*(wrote(beside, room, "sin") for _ in range(3)))
    assert (await wrote(beside, other, "hello"))["message"]["state"] == "SHOWN"
    await sins
    # The fifth fault is quarantine, and nobody writes in its place.
    await wrote(beside, room, "sin")
    assert (await shown(beside, name))["state"] == "QUARANTINED"
    (error,) = (await wrote(beside, other, "hello"))["errors"]
    assert error["message"].startswith(f"The plugin {name!r} failed: it is in quarantine: ")
    await others_go_on(beside)


@beside_each(JUDGED_FOR_EVER)
async def test_a_moderator_that_never_comes_back_lets_nobody_write_and_keeps_no_gift_waiting(
    beside: LocalNode, name: str
) -> None:
    over = asyncio.Event()
    beside.app.workers.listen(lambda plugin, _: over.set() if plugin == name else None)
    room, other = await beside.open_room(), await beside.open_room()
    before = await standing(beside)
    (error,) = (await wrote(beside, room, "sin"))["errors"]
    assert error["message"] == f"The plugin {name!r} failed: it did not return within 50 ms."
    async with asyncio.timeout(10):
        await over.wait()
    (error,) = (await wrote(beside, other, "hello"))["errors"]
    assert error["message"] == f"The plugin {name!r} failed: it is in quarantine: {STUCK}."
    assert await standing(beside) == before
    await others_go_on(beside)


@beside_each(READ_IN_VAIN)
async def test_a_rate_that_cannot_be_read_is_missing_with_its_reason_and_gifts_go_on(
    beside: LocalNode, name: str
) -> None:
    quote = (await beside.query(EXCHANGE))["exchangeQuote"]
    assert quote["conversion"] is None
    assert quote["refusal"]["code"] == "EXCHANGE_RATE_MISSING"
    assert quote["refusal"]["message"].endswith(f"the plugin {name!r} has not told EUR/USD: {READ_IN_VAIN[name]}.")
    await others_go_on(beside)


async def test_a_gift_outlives_the_plugin_that_offered_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = tmp_path / "site"
    directory.mkdir()
    monkeypatch.syspath_prepend(str(directory))
    Site(directory).offer("passing", "comet")
    settings = settings_in(tmp_path / "data")
    async with serving(settings, policy=Policy(names=("passing",), strict=True)) as node:
        await node.grant(VIEWER, 10)
        room = await node.open_room()
        gift = await node.order_gift(VIEWER, room, giftType="comet", idempotencyKey="the comet")
    async with serving(settings) as node:
        document = """query ($id: ID!) {
            node(id: $id) { ... on Gift { type { key } typeWhenSent { key name plugin version } totalCoins } }
        }"""
        seen = (await node.query(document, {"id": gift["gift"]["id"]}, token=node.token(VIEWER)))["node"]
        told = {"key": "comet", "name": "comet", "plugin": "passing", "version": 1}
        assert seen == {"type": None, "typeWhenSent": told, "totalCoins": "1"}
        async with node.nothing_moves():
            again = await node.order_gift(VIEWER, room, giftType="comet", idempotencyKey="the comet")
        assert (again["replayed"], again["gift"], again["errors"]) == (True, gift["gift"], [])
        payload = await node.order_gift(VIEWER, room, giftType="comet")
        assert payload["errors"][0]["code"] == "GIFT_TYPE_UNKNOWN"
        async with node.follow(VIEWER, room) as follower:
            assert (await follower.next())["room"]["gifts"]["nodes"] == [{"id": gift["gift"]["id"]}]
        await node.assert_books_balance()
