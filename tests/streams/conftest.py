"""
A log and hubs over it, and a check that nothing of them is left running.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from largesse.streams import Hub

from .memory import QUICK, Log, Wire

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

ROOM = "0190163d-8694-7a11-b7d4-6a1d1b2c3d4e"


@pytest.fixture
def log() -> Log:
    """A log with one room."""
    return Log(ROOM)


@pytest.fixture
def wire() -> Wire:
    """What lies between the nodes of `node`."""
    return Wire()


@pytest.fixture
async def node(log: Log, wire: Wire) -> AsyncIterator[Callable[..., Hub]]:
    """Start nodes over the log; afterwards all are closed, and nothing of them runs."""
    before = asyncio.all_tasks()
    hubs: list[Hub] = []

    def start(limits: object = QUICK) -> Hub:
        hubs.append(Hub(log, wire.port(), limits))  # type: ignore[arg-type]  # every test gives limits
        return hubs[-1]

    yield start
    for hub in hubs:
        await hub.close()
    async with asyncio.timeout(5):
        while asyncio.all_tasks() - before - {asyncio.current_task()}:  # noqa: ASYNC110  # ends by itself: nothing to await
            await asyncio.sleep(0)
    assert [hub.followers for hub in hubs] == [0] * len(hubs)
    assert [hub.streams for hub in hubs] == [0] * len(hubs)
