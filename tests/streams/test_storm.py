"""
A storm: two nodes over one log, a bus that loses, doubles and reorders, a database that goes and comes back.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from largesse.streams import Cursor, Ended, EndReason, Hub, account_stream

from .conftest import ROOM
from .memory import QUICK, Log, Wire
from .viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")
nodes = st.integers(0, 1)
places = st.integers(0, 10**6)


class Storm(RuleBasedStateMachine):
    """Whatever happens, each viewer has seen every event since it began, once and in order."""

    stream = ROOM

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.log = Log(self.stream)
        self.wire = Wire()
        self.hubs = [Hub(self.log, self.wire.port(), QUICK) for _ in range(2)]
        self.viewers: list[tuple[int, Viewer]] = []
        self.gone: list[Viewer] = []

    @rule(node=nodes, count=st.integers(1, 12))
    def commit(self, node: int, count: int) -> None:
        self._run(self._committed(node, count))

    @precondition(lambda self: self.wire.messages)
    @rule(place=places)
    def deliver(self, place: int) -> None:
        place %= len(self.wire.messages)
        self.loop.call_soon(self.wire.deliver, place)
        self._turn()
        self.wire.lose(place)

    @precondition(lambda self: self.wire.messages)
    @rule(place=places)
    def deliver_and_keep_to_deliver_again(self, place: int) -> None:
        self.loop.call_soon(self.wire.deliver, place % len(self.wire.messages))
        self._turn()

    @precondition(lambda self: self.wire.messages)
    @rule(place=places)
    def lose(self, place: int) -> None:
        self.wire.lose(place % len(self.wire.messages))

    @rule(node=nodes)
    def come(self, node: int) -> None:
        self._come(node, None)

    @rule(node=nodes, offset=st.integers(0, 400))
    def come_with_some_cursor(self, node: int, offset: int) -> None:
        self._come(node, Cursor(self.stream, 1, offset))

    @precondition(lambda self: self.viewers)
    @rule(place=places)
    def leave(self, place: int) -> None:
        _, viewer = self.viewers.pop(place % len(self.viewers))
        self._run(viewer.leave())
        self.gone.append(viewer)

    @precondition(lambda self: self.viewers)
    @rule(place=places, node=nodes)
    def go_over_to_a_node(self, place: int, node: int) -> None:
        _, viewer = self.viewers.pop(place % len(self.viewers))
        self._run(viewer.leave())
        self.gone.append(viewer)
        self._come(node, viewer.cursor)

    @precondition(lambda self: self.viewers)
    @rule(place=places)
    def stall(self, place: int) -> None:
        self.viewers[place % len(self.viewers)][1].free.clear()

    @precondition(lambda self: self.viewers)
    @rule(place=places)
    def read_on(self, place: int) -> None:
        self.viewers[place % len(self.viewers)][1].free.set()
        self._turn()

    @rule(away=st.booleans())
    def database(self, *, away: bool) -> None:
        self.log.away = away

    @rule(turns=st.integers(0, 12))
    def database_takes_time(self, turns: int) -> None:
        self.log.turns = turns

    @rule(node=nodes)
    def restart(self, node: int) -> None:
        leavers = [viewer for where, viewer in self.viewers if where == node]
        for viewer in leavers:
            viewer.free.set()
        self._run(self._restarted(node, leavers))
        self.viewers = [(where, viewer) for where, viewer in self.viewers if where != node]
        for viewer in leavers:
            self.gone.append(viewer)
            self._come(node, viewer.cursor)

    @rule(turns=st.integers(1, 30))
    def let_time_pass(self, turns: int) -> None:
        for _ in range(turns):
            self._turn()

    @invariant()
    def nobody_saw_a_gap_a_double_or_another_order(self) -> None:
        for viewer in [*self.gone, *(viewer for _, viewer in self.viewers)]:
            begun = viewer.start
            expected = [] if begun is None else list(range(begun + 1, begun + 1 + len(viewer.offsets)))
            assert viewer.offsets == expected
            assert viewer.shown == ([] if viewer.snapshots == 0 or begun is None else [begun])
            if viewer._after is not None and begun is not None and not viewer.shown:
                assert begun == viewer._after.offset
            ended = viewer.ended
            assert ended is None or ended.reason in {EndReason.LAGGED, EndReason.CLOSING}

    def teardown(self) -> None:
        self.log.away = False
        try:
            self._run(self._calm())
            self.nobody_saw_a_gap_a_double_or_another_order()
        finally:
            self._run(self._end())
            self.loop.close()

    async def _calm(self) -> None:
        head = len(self.log.rows[self.stream])
        for node, viewer in self.viewers:
            viewer.free.set()
            await self._caught_up(node, viewer, head)
        for hub in self.hubs:
            await hub.close()
            assert (hub.followers, hub.streams) == (0, 0)

    async def _caught_up(self, node: int, viewer: Viewer, head: int) -> None:
        current = viewer
        while True:
            await current.until_or_ended(head)
            if current.ended is None:
                break
            assert current.ended.reason is EndReason.LAGGED
            self.gone.append(current)
            current = Viewer(self.hubs[node], self.log, self.stream, current.ended.cursor)
        if current is not viewer:
            self.gone.append(current)
        await current.leave()

    def commit_on(self, hub: Hub, count: int) -> None:
        """Commit events, and have a node tell of them."""
        hub.committed(self.log.commit(self.stream, count))

    async def _committed(self, node: int, count: int) -> None:
        self.commit_on(self.hubs[node], count)
        await asyncio.sleep(0)

    async def _restarted(self, node: int, leavers: list[Viewer]) -> None:
        old = self.hubs[node]
        await old.close()
        await asyncio.gather(*(viewer.task for viewer in leavers), return_exceptions=True)
        assert (old.followers, old.streams) == (0, 0)
        assert all(viewer.ended is None or isinstance(viewer.ended, Ended) for viewer in leavers)
        self.hubs[node] = Hub(self.log, self.wire.port(), QUICK)

    async def _end(self) -> None:
        for hub in self.hubs:
            await hub.close()
        for _, viewer in self.viewers:
            await viewer.leave()
        async with asyncio.timeout(5):
            while asyncio.all_tasks() - {asyncio.current_task()}:  # noqa: ASYNC110  # what is left ends by itself
                await asyncio.sleep(0)

    def _come(self, node: int, after: Cursor | None) -> None:
        async def come() -> Viewer:
            viewer = Viewer(self.hubs[node], self.log, self.stream, after)
            await asyncio.sleep(0)
            return viewer

        self.viewers.append((node, self._run(come())))

    def _turn(self) -> None:
        self._run(asyncio.sleep(0))

    def _run(self, coroutine: Coroutine[None, None, T]) -> T:
        return self.loop.run_until_complete(coroutine)


class StormOfAnAccount(Storm):
    """The same for the entries of an account, of which nodes tell no more than how many there are."""

    stream = account_stream(ROOM)

    def commit_on(self, hub: Hub, count: int) -> None:
        self.log.commit(self.stream, count)
        hub.moved({ROOM: len(self.log.rows[self.stream])})


def runs(examples: int) -> settings:
    """How often a machine is run."""
    return settings(
        max_examples=examples, stateful_step_count=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )


TestStorm = Storm.TestCase
TestStorm.settings = runs(120)
TestStormOfAnAccount = StormOfAnAccount.TestCase
TestStormOfAnAccount.settings = runs(80)
