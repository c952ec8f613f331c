"""
A contender: something that commits gifts, and a world of its own to commit them in.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from bench.journal.world import World
    from largesse.gifts.send import GiftSend
    from largesse.ledger.verification import Report


class Contender(ABC):
    """
    Commits gifts one way or another.

    Args:
        name: as the table calls it.
        world: who sends, and where to.
    """

    def __init__(self, name: str, world: World) -> None:
        self.name = name
        self.world = world

    @abstractmethod
    def give(self, deed: GiftSend) -> Awaitable[object]:
        """Commit a gift; what is returned is over once it is committed."""

    @abstractmethod
    async def verify(self) -> Report:
        """Verify the books of its database."""

    @abstractmethod
    async def close(self) -> None:
        """Give back what it holds."""


class Cell(NamedTuple):
    """
    What is measured in one go.

    Args:
        contender: its name.
        way: `spread` over all rooms or `hot`, all to one.
        senders: how many at once.
    """

    contender: str
    way: str
    senders: int


class Measure(NamedTuple):
    """
    What came of a cell.

    Args:
        rate: gifts per second.
        p50_ms: the median answer.
        p99_ms: the answer that 1 of 100 took longer than.
        our_cpu_us: processor time of this process per gift, in microseconds, the senders' included.
        database_cpu_us: that of PostgreSQL.
        others_cores: how many cores whatever else runs on the machine has kept busy; pgbench itself is among it.
    """

    rate: float
    p50_ms: float
    p99_ms: float
    our_cpu_us: float
    database_cpu_us: float
    others_cores: float
