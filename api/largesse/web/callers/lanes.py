"""
Lanes: what one caller asks for is executed side by side up to a cost, the rest in turn, and no other waits for it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from types import TracebackType


class Lanes:
    """
    A lane for each caller, or for each address without a token.

    Whatever is executed shares the processor with all else, so that a caller who asks for a hundred dear things at once
    would get a hundred shares of it, and everybody else would wait. In a lane it gets a few, whatever waits there.

    Args:
        cost_max: what may be executed side by side in one lane; what costs more by itself is executed alone there.
    """

    def __init__(self, cost_max: int) -> None:
        self._cost_max = cost_max
        self._queues: dict[str, _Queue] = {}

    def __len__(self) -> int:
        """How many lanes are in use."""
        return len(self._queues)

    def lane(self, name: str, cost: int) -> Lane:
        """
        Return a caller's lane, to be entered by whatever comes to a cost.

        Args:
            name: in whose name it counts (`name_of`).
            cost: of what is executed each time.
        """
        return Lane(self, name, cost)

    async def enter(self, name: str, cost: int) -> None:
        """Return when there is room for a cost in a lane, which is taken then."""
        queue = self._queues.setdefault(name, _Queue())
        if not queue.waiting and queue.has_room(cost, self._cost_max):
            queue.cost += cost
            return
        waiting = _Waiting(cost, asyncio.get_running_loop().create_future())
        queue.waiting.append(waiting)
        try:
            await waiting.called
        except asyncio.CancelledError:
            if not waiting.called.cancelled():
                # Its turn had just come.
                self.leave(name, cost)
            else:
                with suppress(ValueError):
                    queue.waiting.remove(waiting)
                self._go_on(name, queue)
            raise

    def leave(self, name: str, cost: int) -> None:
        """Make room for a cost again, and call whoever has room now."""
        queue = self._queues[name]
        queue.cost -= cost
        self._go_on(name, queue)

    def _go_on(self, name: str, queue: _Queue) -> None:
        while queue.waiting and queue.has_room(queue.waiting[0].cost, self._cost_max):
            waiting = queue.waiting.popleft()
            if not waiting.called.cancelled():
                queue.cost += waiting.cost
                waiting.called.set_result(None)
        if not queue.cost and not queue.waiting:
            self._queues.pop(name, None)


class Lane:
    """A caller's lane: a context for each execution, entered when it is its turn, also by several at the same time."""

    __slots__ = ("_cost", "_lanes", "name")

    def __init__(self, lanes: Lanes, name: str, cost: int) -> None:
        self._lanes = lanes
        self.name = name
        self._cost = cost

    async def __aenter__(self) -> None:
        """Wait for the turn."""
        await self._lanes.enter(self.name, self._cost)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Pass it on."""
        self._lanes.leave(self.name, self._cost)


class _Waiting(NamedTuple):
    cost: int
    called: asyncio.Future[None]


class _Queue:
    __slots__ = ("cost", "waiting")

    def __init__(self) -> None:
        self.cost = 0
        """Of what is being executed."""
        self.waiting: deque[_Waiting] = deque()

    def has_room(self, cost: int, cost_max: int) -> bool:
        return not self.cost or self.cost + cost <= cost_max
