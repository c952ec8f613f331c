"""
The registry: notes who calls, and writes a person's row only where their claims have changed.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from largesse.people.record import claims_of, claims_of_row, record

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from largesse.ledger.journal import Journal
    from largesse.people.caller import Caller
    from largesse.people.record import Claims
    from largesse.people.rows import PersonRow

REMEMBERED_MAX = 20_000
"""People whose claims are remembered; others are read again when they call."""


class PersonRegistry:
    """
    Notes callers.

    Args:
        journal: commits what has changed.
        find: reads a person's row, such as `people.models.find_person`.
        remembered_max: how many people's claims are remembered.
    """

    def __init__(
        self,
        journal: Journal,
        find: Callable[[str], Awaitable[PersonRow | None]],
        remembered_max: int = REMEMBERED_MAX,
    ) -> None:
        self._journal = journal
        self._find = find
        self._remembered_max = remembered_max
        self._remembered: OrderedDict[str, Claims] = OrderedDict()

    async def note(self, caller: Caller) -> None:
        """
        See to it that a caller's row says what their claims say; for most calls a look into memory.

        Raises:
            Unavailable: the claims have changed and could not be written.
            OutcomeUnknown: the claims have changed and may have been written; the next call tells.
        """
        claims = claims_of(caller)
        if self._remembered.get(caller.id) == claims:
            self._remembered.move_to_end(caller.id)
            return
        known = await self._find(caller.id)
        if known is None or claims_of_row(known) != claims:
            await record(self._journal, caller, known)
        self._remembered[caller.id] = claims
        self._remembered.move_to_end(caller.id)
        if len(self._remembered) > self._remembered_max:
            self._remembered.popitem(last=False)
