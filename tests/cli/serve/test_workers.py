"""
`largesse serve --workers`: one server of several processes, of which any may die.
"""

from __future__ import annotations

import asyncio
import json
import re
import signal
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import aiohttp
import psutil

from largesse.testing import EVERYBODY, VIEWER, VIEWER_2, spawned
from largesse.testing.lines import Closed
from tests.cli.conftest import SECRET

if TYPE_CHECKING:
    from largesse.settings import Settings
    from largesse.testing import Follower, ProcessNode
    from tests.cli.conftest import Run

FOLLOWERS = 24
"""The kernel deals connections out by lot: that all of them come to one worker would be seen once in a million runs."""
GONE_SECONDS = 10
_SAMPLE = re.compile(r'(\w+)(?:\{worker="(\d)"\})? (\S+)')


async def counted(node: ProcessNode, name: str) -> dict[str, float]:
    """What each worker counts under a name, whichever of them is asked; what the parent counts has no worker."""
    async with node.session.get(f"{node.url}/metrics", headers={"Connection": "close"}) as answer:
        samples = [_SAMPLE.fullmatch(line) for line in (await answer.text()).splitlines()]
    return {each[2] or "": float(each[3]) for each in samples if each and each[1] == name}


async def until(node: ProcessNode, name: str, wanted: dict[str, float]) -> None:
    async with asyncio.timeout(20):
        while await counted(node, name) != wanted:  # noqa: ASYNC110 - a scrape is asked for, and tells nobody of a change
            await asyncio.sleep(0.05)


def workers_of(node: ProcessNode) -> list[psutil.Process]:
    """The workers of a server in the order of their numbers."""
    return sorted(psutil.Process(node.process.pid).children(), key=psutil.Process.create_time)


async def sent(node: ProcessNode, room: str, key: str) -> None:
    """Send a gift; a call that meets a worker's end is made again with its key."""
    while True:
        try:
            await node.send_gift(VIEWER, room, idempotencyKey=key)
        except aiohttp.ClientError:
            continue
        return


async def broken(follower: Follower) -> bool:
    """Hear what there is, and tell whether the connection broke."""
    try:
        await follower.until(4)
    except Closed:
        return True
    return False


async def test_a_room_goes_on_when_a_worker_is_killed_which_is_started_again(clustered: Settings) -> None:
    chosen = {"LARGESSE_LOAD_PLUGINS": "lgo", "LARGESSE_LOG_LEVEL": "info"}
    async with spawned(clustered, **chosen) as node, AsyncExitStack() as stack:
        await node.meet(*EVERYBODY)
        await node.grant(VIEWER, 100)
        room = await node.open_room()

        async def follow(after: str | None = None) -> Follower:
            return await stack.enter_async_context(node.follow(VIEWER_2, room, after))

        followers = [await follow() for _ in range(FOLLOWERS)]
        await asyncio.gather(*(follower.next() for follower in followers))
        sockets = await counted(node, "largesse_sockets_open")
        assert set(sockets) == {"1", "2"}
        assert sum(sockets.values()) == FOLLOWERS
        assert 0 < sockets["1"] < FOLLOWERS
        await sent(node, room, "first")
        for follower in followers:
            await follower.until(2)

        workers_of(node)[0].kill()
        await sent(node, room, "second")
        await sent(node, room, "third")
        cut = [await broken(follower) for follower in followers]
        assert sum(cut) == sockets["1"]
        there = []
        for follower, gone in zip(followers, cut, strict=True):
            resumed = await follow(follower.cursor) if gone else follower
            await resumed.until(4)
            assert (follower.offsets + resumed.offsets if gone else follower.offsets) == [1, 2, 3, 4]
            there.append(resumed)

        await until(node, "largesse_workers", {"": 2})
        assert await counted(node, "largesse_worker_restarts_total") == {"": 1}
        workers = workers_of(node)
        stopping = asyncio.create_task(node.stop(signal.SIGINT))
        assert {await follower.closed() for follower in there} == {1001}
        assert await stopping == 0
        assert not any(worker.is_running() for worker in workers)
        await node.assert_books_balance()
    (log,) = clustered.data_dir.glob("*.log")
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert {line.get("worker") for line in lines} <= {1, 2}
    # What all would say is said once, and once more by the one that was started again.
    assert [line["worker"] for line in lines if line["event"] == "plugin_left_out"] == [1, 1]
    assert [(line["worker"], line["code"]) for line in lines if line["event"] == "worker_ended"] == [(1, -9)]


async def test_workers_end_when_their_parent_is_killed(clustered: Settings) -> None:
    async with spawned(clustered) as node:
        workers = workers_of(node)
        assert len(workers) == 2
        await node.stop(signal.SIGKILL)
        _, alive = await asyncio.to_thread(psutil.wait_procs, workers, GONE_SECONDS)
        assert alive == []


def test_what_keeps_workers_from_serving_is_told_once_in_a_sentence(
    run: Run, postgresql_dsn: str, valkey_url: str
) -> None:
    settings = {"LARGESSE_TOKEN_SECRET": SECRET, "LARGESSE_DATABASE": postgresql_dsn, "LARGESSE_BUS": valkey_url}
    done = run("serve", "--workers", "3", "--port", "0", **settings)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "run `largesse migrate up`" in done.stderr


def test_workers_need_a_database_and_a_bus_that_they_can_share(run: Run) -> None:
    shared = "postgresql://nobody@127.0.0.1:1/none"
    for database, reason in (
        ("", "one process alone may write a SQLite file; set LARGESSE_DATABASE to PostgreSQL."),
        (shared, "they would not hear of each other's events; set LARGESSE_BUS to a Valkey."),
    ):
        done = run("serve", "--workers", "2", LARGESSE_TOKEN_SECRET=SECRET, LARGESSE_DATABASE=database)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == f"largesse: There cannot be 2 workers: {reason}\n"
