"""
The how-to about telling a chat: its plugin posts what it says to a chat on the loopback, and harms nobody without one.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tomllib
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from largesse.clock import DAY
from largesse.plugins import HOOKS, PluginState
from largesse.plugins.hookspecs import OFFERS
from largesse.settings import load_plugin_values
from largesse.tellings import TellingLimits
from largesse.testing import CREATOR, VIEWER, candidate_of, serving, settings_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from largesse.plugins import Candidate

HOW_TO = (Path(__file__).parents[2] / "docs" / "how-to" / "tell-a-chat.md").read_text("utf-8")


def block(language: str) -> str:
    """The one code block of a language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", HOW_TO, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.fixture
def chat_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Candidate]:
    """The plugin, in the file that the how-to names, to be imported."""
    (tmp_path / "largesse_chat.py").write_text(block("python"), "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield candidate_of("largesse_chat", "chat")
    sys.modules.pop("largesse_chat", None)


class Chat:
    """A chat that keeps what is posted to it."""

    def __init__(self) -> None:
        self.posts: asyncio.Queue[tuple[str | None, dict[str, Any]]] = asyncio.Queue()

    async def take(self, request: web.Request) -> web.Response:
        await self.posts.put((request.headers.get("Authorization"), await request.json()))
        return web.Response()

    async def next(self) -> tuple[str | None, dict[str, Any]]:
        """The next post."""
        async with asyncio.timeout(20):
            return await self.posts.get()


@asynccontextmanager
async def chatting() -> AsyncIterator[tuple[Chat, str]]:
    """A chat and the address of its webhook."""
    chat, app = Chat(), web.Application()
    app.router.add_post("/hooks/7", chat.take)
    async with TestServer(app) as server:
        yield chat, str(server.make_url("/hooks/7"))


async def test_larger_gifts_are_posted_in_order_and_an_anonymous_one_without_its_sender(
    tmp_path: Path, chat_plugin: Candidate
) -> None:
    async with chatting() as (chat, webhook):
        told = {"webhook": webhook, "token": "secret", "coins_min": 2}
        settings = settings_in(tmp_path, plugins={"chat": told})
        async with serving(settings, plugins=[chat_plugin]) as node:
            await node.grant(VIEWER, 100)
            room = await node.open_room(CREATOR)
            await node.meet(CREATOR)
            await node.send_gift(VIEWER, room)
            await node.send_gift(VIEWER, room, quantity=3, priceSeen="3", message="Bravo!")
            await node.send_gift(VIEWER, room, quantity=2, priceSeen="2", anonymous=True)
            posts = [await chat.next() for _ in range(2)]
        assert chat.posts.empty()
    assert [token for token, _ in posts] == ["Bearer secret"] * 2
    first, second = (post for _, post in posts)
    assert (first["text"], second["text"]) == ("Vera gave Nova 3 x 🌹 Rose: Bravo!", "Somebody gave Nova 2 x 🌹 Rose")
    assert [post["id"].partition("/")[2] for post in (first, second)] == ["3", "4"]


async def test_a_chat_that_is_gone_delays_no_gift(tmp_path: Path, chat_plugin: Candidate) -> None:
    settings = settings_in(tmp_path, plugins={"chat": {"webhook": "http://127.0.0.1:9/", "token": "t", "coins_min": 1}})
    async with serving(settings, plugins=[chat_plugin]) as node:
        await node.grant(VIEWER, 100)
        room = await node.open_room(CREATOR)
        for _ in range(3):
            await node.send_gift(VIEWER, room)
        assert await node.coins_of(VIEWER) == 97
        await node.assert_books_balance()


async def test_its_variables_are_those_that_the_how_to_sets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chat_plugin: Candidate
) -> None:
    lines = re.findall(r"^    export (\w+)=(\S+)$", HOW_TO, re.MULTILINE)
    named = dict(lines)
    assert named.pop("LARGESSE_LOAD_PLUGINS") == "chat"
    (tmp_path / "token").write_text("secret\n", "utf-8")
    monkeypatch.setitem(named, "LARGESSE_PLUGIN_CHAT_TOKEN_FILE", str(tmp_path / "token"))
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    async with serving(settings_in(tmp_path, plugins=load_plugin_values()), plugins=[chat_plugin]) as node:
        (report,) = (each for each in node.app.plugins.reports if each.name == "chat")
    assert (report.state, report.summary) == (PluginState.LOADED, "1 telling")


def test_its_entry_point_names_its_module_and_each_telling_is_named() -> None:
    project = tomllib.loads(block("toml"))["project"]
    assert project["entry-points"]["largesse"] == {"chat": "largesse_chat"}
    for hook in set(HOOKS) - OFFERS:
        assert f"{hook}(" in HOW_TO
    assert "largesse_chat" not in sys.modules


def test_the_figures_that_it_says_are_those_that_hold() -> None:
    limits, text = TellingLimits(), " ".join(HOW_TO.split())
    assert (limits.telling_seconds, limits.rooms_at_once, limits.move_seconds, limits.backlog) == (5, 8, 1, DAY)
    for figure in ("takes more than five seconds", "up to eight rooms", "a second's worth", "a day at most"):
        assert figure in text
