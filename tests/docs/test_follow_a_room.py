"""
The code of the how-to about following a room, run in Node and in a browser: each shows every gift once and in order.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from largesse.testing import EVERYBODY, VIEWER, VIEWER_2, following, serving, settings_in, spawned
from tests.javascript.relay import Relay
from tests.javascript.tools import HERE
from tests.servers.server import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from largesse.testing import Node

HOW_TO = (Path(__file__).parents[2] / "docs" / "how-to" / "follow-a-room.md").read_text("utf-8")
SECONDS = 60.0
ROOM_TOKEN = "query ($room: ID!) { roomToken(roomId: $room) { token } }"
MESSAGE_SEND = "mutation ($input: MessageSendInput!) { messageSend(input: $input) { errors { __typename } } }"
GIFTS = "query ($room: ID!) { room(id: $room) { gifts(first: 100) { nodes { id } } } }"


def block(language: str) -> str:
    """The code block of a language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", HOW_TO, re.MULTILINE | re.DOTALL)
    return str(found)


class Program:
    """
    A program that follows.

    Args:
        process: prints what it shows.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.shown: list[dict[str, Any]] = []
        self._process = process

    @property
    def gifts(self) -> list[str]:
        return [item["gift"]["id"] for item in self.shown if item["__typename"] == "GiftSentEvent"]

    async def until(self, count: int) -> None:
        """Read on until as many items are shown."""
        assert self._process.stdout is not None
        async with asyncio.timeout(SECONDS):
            while len(self.shown) < count:
                line = await self._process.stdout.readline()
                assert line, "the program has ended"
                self.shown.append(json.loads(line))

    async def load_again(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(b"again\n")
        await self._process.stdin.drain()


@asynccontextmanager
async def running(*command: str | Path, **environment: str) -> AsyncIterator[Program]:
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=HERE,
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Program(process)
    finally:
        process.kill()
        await process.communicate()


async def gifts_of(node: Node, room: str) -> list[str]:
    """A room's gifts in the order of the database, the first one first."""
    data = await node.query(GIFTS, {"room": room}, token=node.token(VIEWER))
    return [gift["id"] for gift in reversed(data["room"]["gifts"]["nodes"])]


@asynccontextmanager
async def in_node(client: str, server: str, node: Node, room: str, directory: Path) -> AsyncIterator[Program]:
    """The code for a client, in Node."""
    given = {"server": server, "roomId": room, "token": node.token(VIEWER_2)}
    beginning = f"const {{ server, roomId, token }} = {json.dumps(given)}"
    show = "const show = (item) => console.log(JSON.stringify(item))"
    program = directory / f"{client}.mjs"
    program.write_text("\n".join([beginning, show, block("js"), block(f"js {client}")]), "utf-8")
    async with running("node", program) as process:
        yield process


@asynccontextmanager
async def in_browser(server: str, node: Node, room: str, port: int, chromium: dict[str, str]) -> AsyncIterator[Program]:
    """The code without a library, in a page of a browser."""
    data = await node.query(ROOM_TOKEN, {"room": room}, token=node.token(VIEWER_2))
    given = {"server": server, "roomId": room, "roomToken": data["roomToken"]["token"]}
    beginning = f"const {{ server, roomId, roomToken }} = {json.dumps(given)}"
    page = {"port": port, "script": "\n".join([beginning, block("js"), block("js browser")])}
    async with running("node", HERE / "browser.mjs", json.dumps(page), **chromium) as process:
        yield process


@pytest.mark.usefixtures("javascript")
async def test_all_of_them_show_every_gift_once_and_in_order_through_a_cut_a_stop_and_a_kill(
    tmp_path: Path, chromium: dict[str, str]
) -> None:
    page_port = free_port()
    origin = f"http://127.0.0.1:{page_port}"
    settings = settings_in(tmp_path / "data", port=free_port(), allowed_origins=origin)
    (tmp_path / "node_modules").symlink_to(HERE / "node_modules")
    async with AsyncExitStack() as stack:
        relay = await stack.enter_async_context(Relay(settings.port))
        server = f"http://127.0.0.1:{relay.port}"
        node = await stack.enter_async_context(spawned(settings))
        await node.meet(*EVERYBODY)
        await node.grant(VIEWER, 100)
        room = await node.open_room()
        browser = await stack.enter_async_context(in_browser(server, node, room, page_port, chromium))
        sse = await stack.enter_async_context(in_node("graphql-sse", server, node, room, tmp_path))
        apollo = await stack.enter_async_context(in_node("apollo", server, node, room, tmp_path))
        programs = (browser, sse, apollo)

        async def all_show(items: int) -> None:
            await asyncio.gather(*(program.until(items) for program in programs))

        await all_show(1)
        for number, end in enumerate((None, "cut", signal.SIGTERM, signal.SIGKILL), start=1):
            if end == "cut":
                assert relay.cut() >= 2 * len(programs)
            elif isinstance(end, signal.Signals):
                await node.stop(end)
                node = await stack.enter_async_context(spawned(settings))
            for _ in range(5):
                await node.send_gift(VIEWER, room)
            await all_show(1 + 5 * number)
        await browser.load_again()
        for _ in range(5):
            await node.send_gift(VIEWER, room)
        await all_show(26)
        stored = await gifts_of(node, room)
        assert len(stored) == 25
        for program in programs:
            assert program.shown[0]["__typename"] == "RoomSnapshot"
            assert program.gifts == stored
        await node.assert_books_balance()


async def test_all_that_is_told_and_shown_of_a_room_can_be_selected_together(tmp_path: Path) -> None:
    told, shown, begun = re.findall(r"^```graphql\n(.*?)^```$", HOW_TO, re.MULTILINE | re.DOTALL)
    document = f"""
      subscription ($roomId: ID!) {{
        roomEvents(roomId: $roomId) {{ __typename ... on StreamItem {{ offset }} ...Told ...Shown ...Begun }}
      }}
      {told}{shown}{begun}
    """
    async with serving(settings_in(tmp_path / "data", combo_window_seconds=0.5)) as node:
        await node.meet(*EVERYBODY)
        await node.grant(VIEWER, 100)
        room = await node.open_room()
        about = (node.session, node.url, document, {"roomId": room})
        async with following(*about, field="roomEvents", token=node.token(VIEWER_2)) as follower:
            begun_with = (await follower.next())["room"]
            assert (begun_with["combos"], begun_with["goals"], begun_with["messages"]) == ([], [], {"nodes": []})
            for _ in range(2):
                await node.send_gift(VIEWER, room)
            await node.act(MESSAGE_SEND, VIEWER, roomId=room, text="Encore!")
            items: dict[str, Any] = {}
            while not {"ComboEndedEvent", "MessageSentEvent", "BoardChanged", "ViewersChanged"} <= items.keys():
                item = await follower.next()
                items[item["__typename"]] = item
    assert items["GiftSentEvent"]["combo"]["count"] == "2"
    assert items["ComboEndedEvent"]["combo"]["endReason"] == "WINDOW_PASSED"
    assert items["MessageSentEvent"]["message"]["text"] == "Encore!"
    assert items["BoardChanged"]["board"]["totalCoins"] == "2"
    assert items["ViewersChanged"]["viewerCount"] == 1
