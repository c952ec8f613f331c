"""
The end of a server that something holds up.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import aiohttp
import pytest

from largesse.cli.serve.ending import ending_seconds
from largesse.settings import Settings
from largesse.testing import EVERYBODY, VIEWER, spawned

if TYPE_CHECKING:
    from tests.servers.postgresql import PostgreSQL

GONE_SECONDS = 10
_STUCK = """
from largesse.cli.serve.ending import end_within
from largesse.telemetry import configure_logging
configure_logging()
end_within(0.05)
while True:
    pass
"""


async def test_a_database_that_does_not_answer_does_not_hold_a_stop_up(
    clustered: Settings, postgresql: PostgreSQL
) -> None:
    async with spawned(clustered) as node:
        await node.meet(*EVERYBODY)
        await node.grant(VIEWER, 10)
        room = await node.open_room()
        await asyncio.to_thread(postgresql.pause)
        try:
            sending = asyncio.create_task(node.order_gift(VIEWER, room, idempotencyKey="held"))
            await asyncio.sleep(0)
            begun = time.monotonic()
            assert await node.stop() == 0
            assert time.monotonic() - begun < GONE_SECONDS
        finally:
            await asyncio.to_thread(postgresql.resume)
        with pytest.raises(aiohttp.ClientError):
            await sending
    async with spawned(clustered) as node:
        # Whatever became of the call, its key tells: it is done now, or was done then, and either way once.
        assert (await node.order_gift(VIEWER, room, idempotencyKey="held"))["errors"] == []
        assert await node.coins_of(VIEWER) == 9
        await node.assert_books_balance()


def test_a_process_that_cannot_end_is_ended_and_says_so() -> None:
    ended = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", _STUCK], capture_output=True, text=True, check=False, timeout=30
    )
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert json.loads(line)["event"] == "stop_cut_short"


@pytest.mark.parametrize(
    ("chosen", "seconds"),
    [({}, 9.5), ({"shutdown_seconds": 20}, 21.5), ({"drain_seconds": 5}, 14.5)],
    ids=["by itself", "with a longer wait for calls", "after a drain"],
)
def test_a_stop_takes_less_than_ten_seconds_unless_more_is_asked_for(chosen: dict[str, float], seconds: float) -> None:
    assert ending_seconds(Settings.model_validate(chosen)) == seconds
