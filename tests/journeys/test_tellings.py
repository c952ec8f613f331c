"""
What plugins are told by whole servers: nothing is lost with one that is killed, nor told twice by one that is ended.
"""

from __future__ import annotations

import asyncio
import json
import signal
from typing import TYPE_CHECKING

import aiohttp
import pytest

from largesse.testing import CREATOR, EVERYBODY, VIEWER, spawned

if TYPE_CHECKING:
    from pathlib import Path

    from largesse.settings import Settings
    from largesse.testing import Node


class Told:
    """What the bundled plugin `log` was told, on any node."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.environment = {"LARGESSE_LOAD_PLUGINS": "log", "LARGESSE_PLUGIN_LOG_PATH": str(path)}

    @property
    def offsets(self) -> list[int]:
        """The offsets of the one room that there is, in the order in which they were told."""
        lines = self._path.read_text("utf-8").splitlines() if self._path.exists() else []
        return [json.loads(line)["offset"] for line in lines]

    async def until(self, *offsets: int) -> None:
        """Wait until these were told, and whatever else."""
        async with asyncio.timeout(60):
            while not set(self.offsets) >= set(offsets):  # noqa: ASYNC110 - a file sets no event
                await asyncio.sleep(0.02)


async def send(node: Node, room: str, gifts: int) -> None:
    """Send gifts, a few at once."""
    for _ in range(0, gifts, 6):
        await asyncio.gather(*(node.send_gift(VIEWER, room) for _ in range(6)))


async def test_when_a_node_is_killed_in_the_middle_the_other_tells_all_that_it_had_not(
    shared: Settings, tmp_path: Path
) -> None:
    told = Told(tmp_path / "facts.jsonl")
    async with spawned(shared, **told.environment) as doomed, spawned(shared, **told.environment) as survivor:
        await survivor.meet(*EVERYBODY)
        await survivor.grant(VIEWER, 10_000)
        # The first node that was there has the turn, and tells at once of what it has committed itself.
        room = await doomed.open_room(CREATOR)
        sending = asyncio.create_task(send(doomed, room, 6_000))
        await told.until(*range(1, 40))
        assert await doomed.stop(signal.SIGKILL) == -signal.SIGKILL
        with pytest.raises(aiohttp.ClientError):
            await sending
        before = len(told.offsets)
        await send(survivor, room, 12)
        happened = 1 + len((await survivor.contents())["gifts"])
        await told.until(*range(1, happened + 1))
        await survivor.assert_books_balance()
        assert await survivor.stop() == 0
    offsets = told.offsets
    assert set(offsets) == set(range(1, happened + 1))
    # In order at each node; the second begins with what the first had told and could not write any more.
    assert offsets[:before] == list(range(1, before + 1))
    rest = offsets[before:]
    assert rest == list(range(rest[0], happened + 1))
    assert rest[0] <= before + 1


async def test_a_node_that_is_ended_in_order_tells_nothing_twice_and_the_next_goes_on(
    settings: Settings, tmp_path: Path
) -> None:
    told = Told(tmp_path / "facts.jsonl")
    async with spawned(settings, **told.environment) as node:
        await node.meet(*EVERYBODY)
        await node.grant(VIEWER, 1_000)
        room = await node.open_room(CREATOR)
        await send(node, room, 30)
        assert await node.stop() == 0
    async with spawned(settings, **told.environment) as node:
        await send(node, room, 30)
        await told.until(*range(1, 62))
        assert await node.stop() == 0
    assert told.offsets == list(range(1, 62))
