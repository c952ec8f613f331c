"""
The parent of workers that cannot be started, or are told to stop before they serve.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import asyncpg
import psutil
import pytest

from largesse.cli.failure import CommandFailed
from largesse.cli.serve import parent as module
from largesse.cli.serve.parent import Parent
from largesse.database.runner import TABLE
from largesse.plugins import Policy

if TYPE_CHECKING:
    from largesse.settings import Settings


async def test_it_gives_up_when_no_worker_serves_and_none_can_be_started(
    clustered: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAUSE_SECONDS", (0.01, 0.01))
    monkeypatch.setattr(module, "STARTS_IN_VAIN_MAX", 2)
    assert clustered.database is not None
    told: list[tuple[int, int | None]] = []
    serving: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    parent = Parent(clustered, Policy(), lambda worker, code: told.append((worker, code)))
    task = asyncio.create_task(parent.serve(serving.set_result))
    await asyncio.wait_for(serving, 20)
    database = await asyncpg.connect(clustered.database.get_secret_value())
    await database.execute(f"DROP TABLE {TABLE}")
    await database.close()
    for pid in parent.pids:
        psutil.Process(pid).kill()
    with pytest.raises(CommandFailed, match="No worker serves, and none can be started"):
        await asyncio.wait_for(task, 60)
    assert sorted(told[:2]) == [(1, -9), (2, -9)]
    assert {code for _, code in told[2:]} == {1}


async def test_one_that_is_told_to_stop_while_workers_are_started_ends_in_order(clustered: Settings) -> None:
    parent = Parent(clustered, Policy(), lambda _worker, _code: None)
    said: list[str] = []
    task = asyncio.create_task(parent.serve(said.append))
    async with asyncio.timeout(10):
        while not parent.pids[:1] or not parent.pids[0]:  # noqa: ASYNC110 - the process is started in between
            await asyncio.sleep(0.01)
    parent.stop()
    assert await asyncio.wait_for(task, 20) == 0
    assert said == []
    assert not any(psutil.pid_exists(pid) for pid in parent.pids if pid)
