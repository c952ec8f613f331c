"""
Workers for a test, and something that a call hangs for.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from largesse.plugins.workers import Budget, Workers
from largesse.telemetry import Metrics
from largesse.testing import TurnedClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

PATIENT = Budget(faults=1_000_000)
"""More faults than any test brings about."""


@pytest.fixture
def release() -> threading.Event:
    """What a call hangs for, that nothing of ours can end."""
    return threading.Event()


@pytest.fixture
async def workers(release: threading.Event) -> AsyncIterator[Workers]:
    """Workers that put nobody in quarantine for faults alone."""
    made = Workers((), TurnedClock(0), Metrics(), PATIENT)
    yield made
    release.set()
    await made.close()


async def until(fact: Callable[[], object]) -> None:
    """Wait for what threads bring about, which tell no event loop."""
    async with asyncio.timeout(10):
        while not fact():  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)
