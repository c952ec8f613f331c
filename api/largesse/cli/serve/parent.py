"""
The parent: several workers that share a port, started, kept going, and stopped together.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge

from largesse.cli.failure import CommandFailed
from largesse.cli.serve.child import Child
from largesse.cli.serve.ending import ending_seconds
from largesse.cli.serve.port import held

if TYPE_CHECKING:
    from collections.abc import Callable

    from prometheus_client import Metric

    from largesse.plugins import Policy
    from largesse.settings import Settings

STEADY_SECONDS = 10.0
"""A worker that has served for so long is started again at once; one that has not, after a pause."""
PAUSE_SECONDS = (0.5, 8.0)
"""The pause at first, and at most; it doubles in between."""
STARTS_IN_VAIN_MAX = 5
"""How often in a row a worker may be started in vain while none serves; then the parent gives up."""
_KILL_SECONDS = 0.4
"""How much later than the end that workers set themselves they are killed."""
_SAID = 1
"""The exit code of a worker that has said in a sentence why it ended."""
_IN_ORDER = frozenset({0, -signal.SIGTERM})
"""The exit codes of workers that were told to stop: while they served, and while they were being started."""


class Parent:
    """
    The workers of one server.

    Args:
        settings: what they serve with; `workers` is how many there are.
        policy: which plugins are wanted.
        told: is told of each worker that has ended, with its exit code, and of each that serves again, with None.
    """

    def __init__(self, settings: Settings, policy: Policy, told: Callable[[int, int | None], None]) -> None:
        self._settings = settings
        self._policy = policy
        self._told = told
        self._children: list[Child] = []
        self._stopping = asyncio.Event()
        self._in_vain = 0
        self._registry = CollectorRegistry()
        serving = Gauge("largesse_workers", "Workers that serve.", registry=self._registry)
        serving.set_function(lambda: sum(child.listening for child in self._children))
        self._restarts = Counter(
            "largesse_worker_restarts", "Workers that were started again.", registry=self._registry
        )

    @property
    def pids(self) -> list[int]:
        """The processes of the workers, in the order of their numbers."""
        return [child.pid for child in self._children]

    async def serve(self, ready: Callable[[str], None]) -> int:
        """
        Serve until `stop` is called.

        Args:
            ready: called once with the address of the server's root, when all workers serve.

        Returns:
            The exit code: 0 if every worker has ended in order.

        Raises:
            ConfigurationError: workers could not listen where they should.
            CommandFailed: they cannot be started, and have not said why.
        """
        with held(self._settings.host, self._settings.port) as port:
            settings = self._settings.model_copy(update={"port": port})
            numbers = range(1, settings.workers + 1)
            self._children = [Child(number, settings, self._policy, self._counted) for number in numbers]
            try:
                return await self._serve(ready)
            finally:
                for child in self._children:
                    child.kill()
                await asyncio.gather(*(child.ended() for child in self._children))

    async def _serve(self, ready: Callable[[str], None]) -> int:
        first, *others = self._children
        # One before the others: what keeps it from serving would keep them as well, and is said once.
        url = await first.start()
        if url is None or not all(await asyncio.gather(*(child.start() for child in others))):
            return await self._not_started()
        ready(url)
        keeping = [asyncio.create_task(self._keep(child)) for child in self._children]
        await self._stopping.wait()
        await asyncio.wait(keeping, timeout=ending_seconds(self._settings) + _KILL_SECONDS)
        for child in self._children:
            child.kill()
        codes = await asyncio.gather(*keeping)
        if self._in_vain >= STARTS_IN_VAIN_MAX:
            raise CommandFailed("No worker serves, and none can be started; what each ended with stands above.")
        return 0 if _IN_ORDER.issuperset(codes) else 1

    async def _not_started(self) -> int:
        told = self._stopping.is_set()
        self.stop()
        codes = await asyncio.gather(*(child.ended() for child in self._children))
        if told:
            return 0
        if _SAID in codes:
            return _SAID
        ended = ", ".join(str(code) for code in codes if code not in _IN_ORDER)
        raise CommandFailed(f"A worker ended before it served, with exit code {ended}.")

    async def _keep(self, child: Child) -> int:
        """Start a worker again whenever it ends, until the server stops; return its last exit code."""
        pause, (shortest, longest) = 0.0, PAUSE_SECONDS
        while True:
            code = await child.ended()
            if self._stopping.is_set():
                return code
            self._told(child.number, code)
            pause = 0.0 if child.served_seconds >= STEADY_SECONDS else min(max(shortest, 2 * pause), longest)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._stopping.wait()
            if self._stopping.is_set():
                return 0
            self._restarts.inc()
            if await child.start():
                self._in_vain = 0
                self._told(child.number, None)
            else:
                self._in_vain += 1
                if self._in_vain >= STARTS_IN_VAIN_MAX and not any(each.listening for each in self._children):
                    self.stop()

    def stop(self) -> None:
        """Stop all workers; a second time cuts their drain short."""
        self._stopping.set()
        for child in self._children:
            child.stop()

    async def _counted(self) -> list[Metric]:
        counts = await asyncio.gather(*(child.count() for child in self._children))
        return [*self._registry.collect(), *(family for families in counts for family in families)]
