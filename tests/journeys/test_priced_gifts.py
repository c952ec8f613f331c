"""
A gift that its plugin prices: debited as it was quoted, and readable, replayable and reversible without its plugin.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from largesse.plugins import Policy
from largesse.testing import EVERYBODY, OPERATOR, VIEWER, serving
from tests.plugins.conftest import GOOD, Site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from largesse.settings import Settings
    from largesse.testing import Json, LocalNode

SCRIPT = Path(sys.executable).with_name("largesse")
KITES = """
    from largesse import GiftVariant, Price
    def price(question):
        coins = question.price_coins - 2 * (question.quantity >= 10)
        return Price(coins=coins, holds_until=question.now + 60_000_000, reason=f"{question.quantity} at once")
    @hookimpl
    def largesse_gift_types():
        red = GiftVariant(key="red", names={"en": "Red kite"})
        blue = GiftVariant(key="blue", names={"en": "Blue kite"}, price_coins=7)
        return [gift("kite", names={"en": "Kite"}, price_coins=5, variants=(red, blue), pricing=price)]
"""
QUOTE = """query ($roomId: ID!, $quantity: Int, $variant: String) {
    giftQuote(roomId: $roomId, giftType: "kite", quantity: $quantity, variant: $variant) {
        priceCoins totalCoins reason refusal { __typename } } }"""
GIFT = """query ($id: ID!) { node(id: $id) { ... on Gift {
    type { key } typeWhenSent { key name summary plugin version } variant { key name }
    quantity priceCoins totalCoins priceReason remainingQuantity } } }"""
HISTORY = "{ viewer { giftsSent(first: 10) { nodes { id variant { name } priceReason } } } }"
REVERSE = """mutation ($input: GiftReverseInput!) {
    giftReverse(input: $input) { gift { remainingQuantity } errors { __typename } } }"""
WITH_KITES = Policy(names=("kites",), strict=True)


@pytest.fixture
def kites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The module of a plugin that prices kites, installed in a directory of its own."""
    directory = tmp_path / "site"
    directory.mkdir()
    monkeypatch.syspath_prepend(str(directory))
    site = Site(directory)
    module = site.install("kites", GOOD + KITES, version="1.4")
    yield directory / f"{module}.py"
    sys.modules.pop(module, None)


async def kite_sent(node: LocalNode, room: str, quantity: int = 10, variant: str | None = None, **more: object) -> Json:
    """Have a viewer send kites for what they are quoted, and return the payload."""
    asked = {"roomId": room, "quantity": quantity, "variant": variant}
    quote = (await node.query(QUOTE, asked, token=node.token(VIEWER)))["giftQuote"]
    assert quote["refusal"] is None
    sent = {"giftType": "kite", "variant": variant, "quantity": quantity, "priceSeen": quote["totalCoins"], **more}
    return await node.order_gift(VIEWER, room, **sent)


@pytest.mark.usefixtures("kites")
async def test_an_old_gift_is_whole_though_its_plugin_is_removed(settings: Settings) -> None:
    order = {"giftType": "kite", "variant": "blue", "quantity": 10, "priceSeen": "50", "idempotencyKey": "order 7"}
    async with serving(settings, policy=WITH_KITES) as node:
        await node.meet(*EVERYBODY)
        await node.grant(VIEWER, 100)
        room = await node.open_room()
        async with node.follow(VIEWER, room) as follower:
            before = (await follower.next())["cursor"]
        sent = await kite_sent(node, room, variant="blue", idempotencyKey="order 7")
        assert (sent["errors"], sent["gift"]["totalCoins"]) == ([], "50")
        gift_id = sent["gift"]["id"]
        shown = (await node.query(GIFT, {"id": gift_id}, token=node.token(VIEWER)))["node"]
    async with serving(settings) as node:
        found = (await node.query(GIFT, {"id": gift_id}, token=node.token(VIEWER)))["node"]
        assert found == {
            "type": None,
            "typeWhenSent": {"key": "kite", "name": "Kite", "summary": "* Blue kite", "plugin": "kites", "version": 1},
            "variant": {"key": "blue", "name": "Blue kite"},
            "quantity": 10,
            "priceCoins": "5",
            "totalCoins": "50",
            "priceReason": "10 at once",
            "remainingQuantity": 10,
        }
        assert found == {**shown, "type": None}
        async with node.follow(VIEWER, room, before) as follower:
            heard = await follower.next()
        assert (heard["__typename"], heard["gift"]["id"]) == ("GiftSentEvent", gift_id)
        history = (await node.query(HISTORY, token=node.token(VIEWER)))["viewer"]["giftsSent"]["nodes"]
        assert history == [{"id": gift_id, "variant": {"name": "Blue kite"}, "priceReason": "10 at once"}]
        again = await node.order_gift(VIEWER, room, **order)
        assert (again["replayed"], again["errors"], again["gift"]["id"]) == (True, [], gift_id)
        other = await node.order_gift(VIEWER, room, **{**order, "idempotencyKey": "order 8"})
        assert [error["code"] for error in other["errors"]] == ["GIFT_TYPE_UNKNOWN"]
        assert await node.coins_of(VIEWER) == 50
        taken = await node.act(REVERSE, OPERATOR, giftId=gift_id, quantity=3, reason="a test")
        assert taken == {"gift": {"remainingQuantity": 7}, "errors": []}
        assert await node.coins_of(VIEWER) == 65
        await node.assert_books_balance()


@pytest.mark.usefixtures("kites")
async def test_a_plugin_that_breaks_refuses_its_gifts_alone_and_answers_what_was_committed(settings: Settings) -> None:
    async with serving(settings, policy=WITH_KITES) as node:
        await node.meet(*EVERYBODY)
        await node.grant(VIEWER, 100)
        room = await node.open_room()
        first = await kite_sent(node, room, 1, idempotencyKey="order 7")
        node.app.workers.quarantine("kites", "by hand")
        order = {"giftType": "kite", "variant": None, "quantity": 1, "priceSeen": "5", "idempotencyKey": "order 7"}
        again = await node.order_gift(VIEWER, room, **order)
        assert (again["replayed"], again["gift"]["id"]) == (True, first["gift"]["id"])
        async with node.nothing_moves():
            other = await node.order_gift(VIEWER, room, **{**order, "idempotencyKey": "order 8"})
        assert other["errors"] == [
            {
                "__typename": "PluginFailedError",
                "code": "PLUGIN_FAILED",
                "message": "The plugin 'kites' failed: it is in quarantine: by hand.",
                "path": [],
                "plugin": "kites",
                "reason": "it is in quarantine: by hand",
            }
        ]
        await node.send_gift(VIEWER, room)
        await node.assert_books_balance()


def renew(kites: Path, *changes: tuple[str, str]) -> None:
    """Write another version of the plugin: the same source, changed."""
    source = dedent(GOOD + KITES)
    for before, after in changes:
        assert before in source
        source = source.replace(before, after)
    kites.write_text(source, "utf-8")


async def replayed(settings: Settings, kites: Path, *more: str) -> tuple[int, str, str]:
    """Run `largesse plugins replay kites` over a database; return exit code, output and errors."""
    place = ["--data-dir", str(settings.data_dir)]
    if settings.database is not None:
        place = ["--database", settings.database.get_secret_value()]
    process = await asyncio.create_subprocess_exec(
        *(SCRIPT, "plugins", "replay", "kites", "--since", "2026-01-01", *place, *more),
        env={**os.environ, "PYTHONPATH": str(kites.parent), "NO_COLOR": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    return process.returncode or 0, output.decode(), errors.decode()


@pytest.fixture
async def kites_sent(settings: Settings, kites: Path) -> AsyncIterator[Path]:
    """The plugin's module, while a server runs that has sent a red kite, a dozen blue ones and a rose."""
    async with serving(settings, policy=WITH_KITES) as node:
        await node.meet(*EVERYBODY)
        await node.grant(VIEWER, 200)
        room = await node.open_room()
        for quantity, variant in ((1, "red"), (12, "blue")):
            assert (await kite_sent(node, room, quantity, variant))["errors"] == []
        await node.send_gift(VIEWER, room)
        yield kites


async def test_a_version_that_prices_alike_has_nothing_to_tell(settings: Settings, kites_sent: Path) -> None:
    told = "0 of 2 gifts of kites would be priced otherwise since 2026-01-01T00:00:00Z.\n"
    assert await replayed(settings, kites_sent) == (0, told, "")


async def test_a_new_version_tells_which_gifts_it_would_price_otherwise(settings: Settings, kites_sent: Path) -> None:
    renew(kites_sent, ("- 2 * (question.quantity >= 10)", "- (question.quantity >= 10)"))
    code, output, errors = await replayed(settings, kites_sent, "--json")
    line, counts = map(json.loads, output.splitlines())
    assert (code, errors, counts) == (1, "", {"gifts": 2, "differences": 1})
    assert line == {
        "gift": line["gift"],
        "sent_at": line["sent_at"],
        "gift_type": "kite",
        "variant": "blue",
        "quantity": 12,
        "price_coins": 5,
        "price_coins_now": 6,
        "reason": "12 at once",
    }


async def test_a_new_version_tells_which_gifts_it_would_refuse(settings: Settings, kites_sent: Path) -> None:
    renew(kites_sent, ('key="red"', 'key="green"'), ("    coins =", "    raise OSError('gone')\n    coins ="))
    code, output, errors = await replayed(settings, kites_sent)
    assert (code, errors.count("plugin_fault")) == (1, 1)
    *lines, counts = output.splitlines()
    assert [line.split("\t")[2:] for line in lines] == [
        ["1 x kite/red", "5 -> refused", "The gift type 'kite' has no variant 'red'."],
        ["12 x kite/blue", "5 -> refused", "The plugin 'kites' failed: it raised OSError."],
    ]
    assert counts.startswith("2 of 2 gifts of kites would be priced otherwise")


async def test_a_version_that_cannot_be_loaded_is_told_in_one_line(settings: Settings, kites_sent: Path) -> None:
    renew(kites_sent, ("LARGESSE_CONTRACT = 0", "raise ValueError('broken')"))
    code, output, errors = await replayed(settings, kites_sent)
    assert (code, output) == (1, "")
    assert "The plugin 'kites' cannot be loaded: importing it raised ValueError: broken." in errors


async def test_an_instant_that_is_none_is_refused(settings: Settings, kites: Path) -> None:
    code, output, errors = await replayed(settings, kites, "--since", "yesterday")
    assert (code, output) == (1, "")
    assert "'yesterday' is no instant in ISO 8601, such as 2026-12-01T00:00:00Z." in errors
