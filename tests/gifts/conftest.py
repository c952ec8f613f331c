"""
Scenes whose plugins are asked in threads, which end with the test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.clock import SystemClock
from largesse.plugins import WorkerLimits, Workers
from largesse.telemetry import Metrics
from tests.gifts.auction import REPORTS, Auction, per_piece
from tests.gifts.scene import Scene

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.gifts.auction import Answer, Priced


@pytest.fixture
async def priced() -> AsyncIterator[Priced]:
    """Return what makes a scene with a thousand coins, whose rose costs what is said."""
    made: list[Workers] = []

    def make(answer: Answer = per_piece, limits: WorkerLimits | None = None, **fields: object) -> Auction:
        scene = Scene()
        scene.grant(1_000)
        made.append(Workers(REPORTS, SystemClock(), Metrics(), limits=limits))
        return Auction(scene, made[-1], answer, **fields)

    yield make
    for workers in made:
        await workers.close()
