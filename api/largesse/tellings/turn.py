"""
A turn as the node knows it: whether it may tell a plugin now, and when it may try to.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from largesse.clock import MICROSECONDS
from largesse.tellings.models import find_turn
from largesse.tellings.move import move
from largesse.tellings.take import TurnTaken, take

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.clock import Instant
    from largesse.ledger.journal import Journal


class Turn:
    """
    The turn to tell one plugin.

    Who has it is decided by the database's clock; here it is only counted for how long it lasts, from before it was
    asked for, so that a node never thinks that it has it for longer than it does.

    Args:
        journal: commits what changes it.
        plugin: whom to tell.
        node_id: this node.
        seconds: how long it lasts.
    """

    def __init__(self, journal: Journal, plugin: str, node_id: str, seconds: float) -> None:
        self._journal = journal
        self._plugin = plugin
        self._node_id = node_id
        self._seconds = seconds
        self._ends = 0.0
        self._free_at = 0.0
        self.kept = False
        """Whether this node had it before as well when it was taken last, and no other in between."""
        self.since: Instant = 0
        """The instant since which the plugin is told, once `begin` has returned."""

    @property
    def held(self) -> bool:
        """Whether this node has it now."""
        return asyncio.get_running_loop().time() < self._ends

    @property
    def free(self) -> bool:
        """Whether this node may try to take it; if not, another one has it."""
        return asyncio.get_running_loop().time() >= self._free_at

    @property
    def aging(self) -> bool:
        """Whether half of it is over."""
        return asyncio.get_running_loop().time() > self._ends - self._seconds / 2

    async def begin(self) -> None:
        """
        See to it that the plugin is told from now on, if it was never there before.

        Raises:
            Unavailable: the database does not answer.
            OutcomeUnknown: it stopped answering.
        """
        known = await find_turn(self._plugin)
        if known is None and not await self.take():
            known = await find_turn(self._plugin)
        if known is not None:
            self.since = known.since

    async def take(self) -> bool:
        """
        Take the turn if nobody has it, and return whether this node has it.

        Raises:
            Unavailable: the database does not answer.
            OutcomeUnknown: it stopped answering.
        """
        if not self.free:
            return False
        asked_at = asyncio.get_running_loop().time()
        hold = round(self._seconds * MICROSECONDS)
        try:
            self.since, self.kept = await take(self._journal, self._plugin, self._node_id, hold)
        except TurnTaken as taken:
            self._lose(taken)
            return False
        self._ends = asked_at + self._seconds
        return True

    async def move(self, places: Mapping[str, int], *, last: bool = False) -> bool:
        """
        Write how far the plugin was told, and return whether this node still has the turn.

        Args:
            places: the offset that was reached, by room.
            last: whether to let the turn go.

        Raises:
            Unavailable: the database does not answer.
            OutcomeUnknown: it stopped answering.
        """
        asked_at = asyncio.get_running_loop().time()
        seconds = 0.0 if last else self._seconds
        try:
            await move(self._journal, self._plugin, self._node_id, round(seconds * MICROSECONDS), places)
        except TurnTaken as taken:
            self._lose(taken)
            return False
        self._ends = asked_at + seconds
        return not last

    def _lose(self, taken: TurnTaken) -> None:
        self._ends = 0.0
        self._free_at = asyncio.get_running_loop().time() + taken.remaining / MICROSECONDS
