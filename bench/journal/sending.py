"""
What each sender of a closed loop does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.gifts.send import GiftSend

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from bench.journal.contender import Contender


class sending:  # noqa: N801 - it is called like the function it stands for
    """
    Sends to each sender's own room, or everybody's to one.

    Args:
        contender: who commits.
        way: `spread` or `hot`.
        run: what makes the keys of one cell differ from those of the next.
    """

    def __init__(self, contender: Contender, way: str, run: str) -> None:
        self._contender = contender
        self._world = contender.world
        self._rooms = self._world.rooms if way == "spread" else self._world.rooms[:1]
        self._run = run

    def __call__(self, sender: int, number: int) -> Awaitable[object]:
        """Send one gift; what is returned is over once it is committed."""
        room = self._rooms[sender % len(self._rooms)]
        deed = self._world.deed(self._world.senders[sender], room, f"{self._run}-{number}")
        assert isinstance(deed, GiftSend)
        return self._contender.give(deed)
