"""
Plugins told by the server's own workers: in threads that block, spin and are given up, and in quarantine.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from largesse.plugins import Budget, PluginReport, PluginState, Workers
from largesse.telemetry import Metrics

from .scene import PLUGIN, Scene

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@asynccontextmanager
async def working(scene: Scene, faults_max: int = 100) -> AsyncIterator[Workers]:
    """Workers that call the plugin, and let the test's loop know of what it heard."""
    loop, told = asyncio.get_running_loop(), scene.heard.notice
    scene.heard.notice = lambda: loop.call_soon_threadsafe(told)
    report = PluginReport(name=PLUGIN, state=PluginState.LOADED)
    workers = Workers([report], scene.clock, Metrics(), Budget(faults=faults_max, seconds=60))
    try:
        yield workers
    finally:
        await workers.close()


async def test_a_plain_function_and_a_coroutine_are_called_in_a_thread_of_the_plugins_own(scene: Scene) -> None:
    threads = []

    async def later() -> None:
        await asyncio.sleep(0)
        threads.append(threading.current_thread())

    def does(_room_id: str, offset: int) -> object:
        threads.append(threading.current_thread())
        return later() if offset > 1 else None

    scene.heard.does = does
    async with working(scene) as workers, scene.node(workers=workers) as node:
        room = await node.open_room()
        await node.happen(room)
        await scene.until_written(room, 2)
    assert len(threads) == 3
    assert len(set(threads)) == 1
    assert threading.main_thread() not in threads


async def test_a_telling_that_spins_is_passed_over_and_what_waited_for_its_thread_is_told_in_the_next(
    scene: Scene,
) -> None:
    async with working(scene) as workers, scene.node(workers=workers, telling_seconds=0.3) as node:
        spinning, other = await node.open_room(), await node.open_room()
        await scene.heard.until_told(spinning, 1)
        await scene.heard.until_told(other, 1)

        def spin(room_id: str, offset: int) -> None:
            while (room_id, offset) == (spinning, 2):
                pass

        scene.heard.does = spin
        await node.happen(spinning, 2)
        await scene.heard.until_told(spinning, 2)
        await node.happen(other, 2)
        await scene.heard.until_told(other, 3)
        await scene.heard.until_told(spinning, 3)
        (standing,) = workers.standings()
        assert sum(hook.faults for hook in standing.hooks) == 1
    assert (scene.heard.of(spinning), scene.heard.of(other)) == ([1, 2, 3], [1, 2, 3])


async def test_a_plugin_that_fails_too_often_is_told_nothing_more_and_goes_on_after_it_is_restored(
    scene: Scene,
) -> None:
    def does(_room_id: str, offset: int) -> None:
        if offset in {2, 3}:
            raise ValueError(offset)

    scene.heard.does = does
    async with working(scene, faults_max=2) as workers, scene.node(workers=workers) as node:
        room = await node.open_room()
        await node.happen(room, 5)
        await scene.until_written(room, 3)
        assert workers.quarantine_of(PLUGIN) is not None
        assert scene.heard.of(room) == [1, 2, 3]
        workers.restore(PLUGIN)
        await scene.heard.until_told(room, 6)
    assert scene.heard.of(room) == [1, 2, 3, 4, 5, 6]
