"""
Notices: whoever follows a room is shown its board anew, and nobody else's board is read for it.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from structlog.testing import capture_logs

from largesse.boards import FOLD, Top
from largesse.boards.notices import KIND, TOPIC, BoardNotices
from largesse.boards.tops import ENTRIES
from largesse.bus.local import LocalBus
from largesse.ledger.identifiers import new_id
from largesse.streams import DatabaseReader, Hub, Noticed, follow
from tests.folds.scene import HOST, NEVER

from .test_reading import agree, refuse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.folds.scene import Scene

ANN, BOB = new_id(), new_id()


class Screen:
    """What one follower of a room has been shown of its board."""

    def __init__(self) -> None:
        self.tops: list[Top] = []
        self._more = asyncio.Event()

    async def watch(self, hub: Hub, room_id: str) -> None:
        async def snapshot() -> tuple[None, int]:
            return None, 0

        async for item in follow(hub, room_id, None, snapshot):
            if isinstance(item, Noticed) and item.kind == KIND:
                assert isinstance(item.value, Top)
                self.tops.append(item.value)
                self._more.set()

    async def until(self, right: Callable[[Top], bool]) -> Top:
        """Wait until the latest is right."""
        async with asyncio.timeout(20):
            while not (self.tops and right(self.tops[-1])):
                self._more.clear()
                await self._more.wait()
        return self.tops[-1]


@asynccontextmanager
async def screen(scene: Scene, notices: Callable[[Hub], BoardNotices], room_id: str) -> AsyncIterator[Screen]:
    """Follow a room on a node of its own."""
    hub = Hub(DatabaseReader())
    made, shown = notices(hub), Screen()
    async with made.kept_up(scene.reads):
        watching = asyncio.create_task(shown.watch(hub, room_id))
        async with asyncio.timeout(20):
            while not hub.followers:  # noqa: ASYNC110 - a follower that joins sets no event
                await asyncio.sleep(0.001)
        yield shown
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await hub.close()


async def test_followers_on_every_node_are_shown_what_one_node_folded(scene: Scene) -> None:
    bus = LocalBus()
    async with AsyncExitStack() as stack:
        node = await stack.enter_async_context(scene.node(**NEVER))
        here = BoardNotices(Hub(DatabaseReader()), bus)
        node.folds.heed(FOLD, here.rooms_changed)
        room, quiet = await node.open_room(), await node.open_room()
        shown = await stack.enter_async_context(screen(scene, lambda hub: BoardNotices(hub, bus), room))
        other = await stack.enter_async_context(screen(scene, lambda hub: BoardNotices(hub, bus), quiet))
        await agree(node, ANN)
        await node.give(room, ANN, 5)
        await node.give(room, BOB, 7)
        top = await shown.until(lambda top: top.board is not None and top.board.row.total_coins == 12)
        assert top.board is not None
        assert (top.board.owner_id, top.board.offset) == (room, 3)
        assert [(entry.person_id, entry.coins) for entry in top.entries] == [(ANN, 5)]
        assert other.tops == []


async def test_what_is_agreed_withdrawn_or_refused_is_shown_at_once(scene: Scene) -> None:
    async with AsyncExitStack() as stack:
        node = await stack.enter_async_context(scene.node(**NEVER))
        room = await node.open_room()
        for coins in range(1, ENTRIES + 3):
            person_id = new_id()
            await agree(node, person_id)
            await node.give(room, person_id, coins)
        await node.give(room, ANN, 500)
        await scene.until_folded(room, ENTRIES + 4)
        made: list[BoardNotices] = []

        def kept(hub: Hub) -> BoardNotices:
            made.append(BoardNotices(hub))
            return made[0]

        shown = await stack.enter_async_context(screen(scene, kept, room))
        await agree(node, ANN)
        made[0].standing_changed(ANN)
        top = await shown.until(lambda top: ANN in [entry.person_id for entry in top.entries])
        # One more than are shown, which tells that there are more.
        assert [entry.coins for entry in top.entries] == [500, *range(12, 12 - ENTRIES, -1)]
        await agree(node, ANN, shown=False)
        made[0].standing_changed(ANN)
        await shown.until(lambda top: ANN not in [entry.person_id for entry in top.entries])
        await refuse(node, HOST)
        made[0].host_changed(HOST)
        assert await shown.until(lambda top: top.board is None) == Top(None)
        await refuse(node, HOST, refused=False)
        made[0].host_changed(HOST)
        await shown.until(lambda top: top.board is not None)
        await refuse(node, HOST, room)
        made[0].rooms_changed((room,))
        await shown.until(lambda top: top.board is None)


async def test_what_makes_no_sense_on_the_bus_is_passed_over(scene: Scene) -> None:
    bus, senseless = LocalBus(), [b"", b"5", b"{", b"\xff", b'{"rooms": [1]}', b'{"rooms": 1}', b"[]"]
    async with AsyncExitStack() as stack:
        node = await stack.enter_async_context(scene.plain())
        room = await node.open_room()
        shown = await stack.enter_async_context(screen(scene, lambda hub: BoardNotices(hub, bus), room))
        with capture_logs() as lines:
            for payload in senseless:
                bus.publish(TOPIC, payload)
            bus.publish("another", b"{")
        bus.publish(TOPIC, f'{{"rooms": ["{room}", "{new_id()}"]}}'.encode())
        await shown.until(lambda top: top.board is not None and top.board.row.total_coins == 0)
    assert [line["event"] for line in lines] == ["boards_message_dropped"] * len(senseless)
