"""
The post of a worker: which of several it is, and what it and its parent tell each other while it serves.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from largesse.cli.serve.counting import exposition, labelled

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Metric

    from largesse.cli.serve.line import Line

ALL_SECONDS = 1.0
"""How long the parent has to say what all workers count; whoever scrapes metrics waits longer."""


class Post:
    """
    A worker's post.

    Args:
        number: which of the workers it is, from 1 on.
        line: to its parent.
    """

    def __init__(self, number: int, line: Line) -> None:
        self.number = number
        self.registry: CollectorRegistry | None = None
        """What is counted here, once there is anything."""
        self.relieved = asyncio.Event()
        """Set once its parent is gone: nobody would start it anew, or stop it."""
        self._line = line

    @property
    def first(self) -> bool:
        """Whether it says what all of them would say, and somebody needs to hear once."""
        return self.number == 1

    async def hold(self) -> None:
        """Answer the parent until it is gone."""
        try:
            await self._line.attend(self._counted)
        finally:
            self.relieved.set()

    async def exposed(self, registry: CollectorRegistry) -> bytes:
        """Return what all workers count, as Prometheus reads it; a parent that does not answer leaves this one's."""
        try:
            return exposition(await self._line.ask(ALL_SECONDS))
        except TimeoutError:
            return exposition(labelled(registry.collect(), self.number))

    async def _counted(self) -> list[Metric]:
        return labelled(self.registry.collect(), self.number) if self.registry is not None else []
