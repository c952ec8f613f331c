"""
The code of the how-to about following a wallet: two devices show the balances of the statement, and nothing else.
"""

from __future__ import annotations

import asyncio
import json
import re
import signal
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from largesse.testing import EVERYBODY, VIEWER, settings_in, spawned
from tests.javascript.relay import Relay
from tests.javascript.tools import HERE
from tests.servers.server import free_port

from .test_follow_a_room import Program, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from largesse.testing import Node

HOW_TO = (Path(__file__).parents[2] / "docs" / "how-to" / "follow-a-wallet.md").read_text("utf-8")
STATEMENT = "{ viewer { wallet { entries(first: 100) { nodes { balanceAfter { units } } } } } }"
BEFORE = """
import WebSocket from 'ws'
globalThis.WebSocket = WebSocket
const show = (balance, cause) => console.log(JSON.stringify([balance, cause?.__typename ?? null]))
"""


def block(language: str) -> str:
    """The code block of a language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", HOW_TO, re.MULTILINE | re.DOTALL)
    return str(found)


@asynccontextmanager
async def device(server: str, node: Node, directory: Path) -> AsyncIterator[Program]:
    """The how-to's code in Node, followed by the viewer."""
    given = {"server": server, "token": node.token(VIEWER), "query": block("graphql")}
    program = directory / "device.mjs"
    beginning = f"const {{ server, token, query }} = {json.dumps(given)}"
    program.write_text("\n".join([BEFORE, beginning, block("js")]), "utf-8")
    async with running("node", program) as process:
        yield process


@pytest.mark.usefixtures("javascript")
async def test_two_devices_show_the_balances_of_the_statement_through_a_cut_a_stop_and_a_kill(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "data", port=free_port())
    (tmp_path / "node_modules").symlink_to(HERE / "node_modules")
    async with AsyncExitStack() as stack:
        relay = await stack.enter_async_context(Relay(settings.port))
        server = f"http://127.0.0.1:{relay.port}"
        node = await stack.enter_async_context(spawned(settings))
        await node.meet(*EVERYBODY)
        room = await node.open_room()
        devices = [await stack.enter_async_context(device(server, node, tmp_path)) for _ in range(2)]
        await asyncio.gather(*(each.until(1) for each in devices))
        await node.grant(VIEWER, 100)
        for number, end in enumerate((None, "cut", signal.SIGTERM, signal.SIGKILL), start=1):
            if end == "cut":
                assert relay.cut() >= len(devices)
            elif isinstance(end, signal.Signals):
                await node.stop(end)
                node = await stack.enter_async_context(spawned(settings))
            for _ in range(3):
                await node.send_gift(VIEWER, room)
            await asyncio.gather(*(each.until(2 + 3 * number) for each in devices))
        data = await node.query(STATEMENT, token=node.token(VIEWER))
        stored = [line["balanceAfter"]["units"] for line in reversed(data["viewer"]["wallet"]["entries"]["nodes"])]
        assert stored == [str(100 - spent) for spent in range(13)]
        for each in devices:
            assert [balance for balance, _ in each.shown] == ["0", *stored]
            assert [cause for _, cause in each.shown] == [None, "CoinsGrantedCause"] + ["GiftSentCause"] * 12
        await node.assert_books_balance()
