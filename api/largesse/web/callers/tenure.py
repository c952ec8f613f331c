"""
Tenure: how long a caller's token lets what was opened with it stay open.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from largesse.clock import MICROSECONDS
from largesse.people.claims import TokenFault, TokenRefused

if TYPE_CHECKING:
    from largesse.people.caller import Caller
    from largesse.web.doors import Doors

LOOK_SECONDS = 5.0
"""How often is looked whether the token was revoked meanwhile, or the wall clock set."""


class Tenure:
    """
    The time of a caller whose token was good; one let in by the leeway is given that much.

    Args:
        caller: who came in.
        doors: tell the time, and what was revoked.
    """

    def __init__(self, caller: Caller, doors: Doors) -> None:
        self._caller = caller
        self._doors = doors
        self._end = caller.expires_at
        if doors.clock.now() >= self._end:
            self._end += doors.settings.token_leeway_seconds * MICROSECONDS

    @property
    def seconds(self) -> float:
        """After how many seconds to look again."""
        return max(0.0, min((self._end - self._doors.clock.now()) / MICROSECONDS, LOOK_SECONDS))

    def over(self) -> TokenRefused | None:
        """Return why the token gives nothing any more, expired or revoked; None while it gives what it did."""
        if self._doors.revoked(self._caller):
            return TokenRefused(TokenFault.REVOKED)
        if self._doors.clock.now() >= self._end:
            return TokenRefused(TokenFault.EXPIRED)
        return None

    async def ended(self) -> TokenRefused:
        """Wait until the token gives nothing any more, and return why."""
        while (refused := self.over()) is None:  # noqa: ASYNC110 - time passes without an event
            await asyncio.sleep(self.seconds)
        return refused
