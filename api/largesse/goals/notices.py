"""
Notices: whoever follows a room is shown its goals anew soon after they have moved, on every node.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
import structlog

from largesse.errors import Unavailable
from largesse.goals.shown import shown_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Sequence

    from largesse.bus.bus import Bus
    from largesse.goals.shown import ShownGoal
    from largesse.streams import Hub

KIND = "goals"
"""The kind of notice that followers are given; its value is a list of `ShownGoal`."""
TOPIC = "goals"
"""What nodes tell one another under that goals have moved; how far, the database tells."""
ROOMS_AT_ONCE = 100
"""Rooms whose goals are read together."""
LOOK_SECONDS = 3.0
"""How often all followed rooms are looked at: a word on the bus may be lost, and without one there is none."""
PAUSE_SECONDS = 0.5
"""Between two reads: goals that move meanwhile are read once."""
_log = structlog.stdlib.get_logger("largesse.goals")


class GoalNotices:
    """
    The notices of one node.

    Args:
        hub: knows which rooms are followed here, and tells their followers.
        bus: carries the word between nodes; None for a single node.
    """

    def __init__(self, hub: Hub, bus: Bus | None = None) -> None:
        self._hub = hub
        self._bus = bus
        self._changed: dict[str, None] = {}
        self._shown: dict[str, Sequence[ShownGoal]] = {}
        self._look_at = 0.0
        self._wake = asyncio.Event()
        if bus is not None:
            bus.subscribe(self._heard)

    def rooms_changed(self, room_ids: Collection[str]) -> None:
        """Have goals shown anew: something was counted, or the host wants none, or wants them again."""
        self._take(room_ids)
        if self._bus is not None:
            self._bus.publish(TOPIC, orjson.dumps(list(room_ids)))

    @asynccontextmanager
    async def kept_up(self) -> AsyncIterator[None]:
        """Tell followers for as long as the context lasts."""
        task = asyncio.create_task(self._work(), name="goal notices")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})

    def _heard(self, topic: str, payload: bytes) -> None:
        if topic != TOPIC:
            return
        try:
            room_ids = [str(UUID(room_id)) for room_id in orjson.loads(payload)]
        except (ValueError, TypeError, AttributeError):
            _log.warning("goals_message_dropped", payload_bytes=len(payload))
            return
        self._take(room_ids)

    def _take(self, room_ids: Collection[str]) -> None:
        followed = self._hub.followed
        self._changed.update(dict.fromkeys(room_id for room_id in room_ids if room_id in followed))
        if self._changed:
            self._wake.set()

    async def _work(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._look_at):
                    await self._wake.wait()
            self._wake.clear()
            try:
                await self._step()
            except Unavailable as failure:
                # What is shown is old until the next change: the snapshot of whoever comes back is not.
                _log.warning("goals_cannot_be_read", reason=failure.reason)
            except Exception:  # noqa: BLE001 - a mistake of ours must not end what followers rely on
                _log.exception("goal_notices_failed")
            await asyncio.sleep(PAUSE_SECONDS)

    async def _step(self) -> None:
        followed = self._hub.followed
        self._shown = {room_id: goals for room_id, goals in self._shown.items() if room_id in followed}
        now = asyncio.get_running_loop().time()
        if now >= self._look_at:
            self._look_at = now + LOOK_SECONDS
            self._changed.update(dict.fromkeys(followed))
        while rooms := list(islice(self._changed, ROOMS_AT_ONCE)):
            for room_id in rooms:
                del self._changed[room_id]
            for room_id, goals in (await shown_in(rooms)).items():
                # Most gifts count towards no goal.
                if self._shown.get(room_id) != goals:
                    self._shown[room_id] = goals
                    self._hub.notice(room_id, KIND, goals)
