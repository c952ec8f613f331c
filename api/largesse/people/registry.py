"""
The registry: notes who calls, and writes a person's row only where their claims have changed.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING

from largesse.people.record import claims_of, claims_of_row, record

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping

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
        find: reads people's rows, such as `people.models.find_people`; those who come at once are read together.
        remembered_max: how many people's claims are remembered.
    """

    def __init__(
        self,
        journal: Journal,
        find: Callable[[Collection[str]], Awaitable[Mapping[str, PersonRow]]],
        remembered_max: int = REMEMBERED_MAX,
    ) -> None:
        self._journal = journal
        self._find = find
        self._remembered_max = remembered_max
        self._remembered: OrderedDict[str, Claims] = OrderedDict()
        self._wanted: set[str] = set()
        self._reading: asyncio.Task[Mapping[str, PersonRow]] | None = None

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
        known = await self._known(caller.id)
        if known is None or claims_of_row(known) != claims:
            await record(self._journal, caller, known)
        self._remembered[caller.id] = claims
        self._remembered.move_to_end(caller.id)
        if len(self._remembered) > self._remembered_max:
            self._remembered.popitem(last=False)

    async def _known(self, person_id: str) -> PersonRow | None:
        self._wanted.add(person_id)
        if self._reading is None:
            self._reading = asyncio.create_task(self._read(), name="people-read")
            # Nobody may be left to hear of a failure, which asyncio would complain about.
            self._reading.add_done_callback(lambda done: done.cancelled() or done.exception())
        found = await asyncio.shield(self._reading)
        return found.get(person_id)

    async def _read(self) -> Mapping[str, PersonRow]:
        # It begins a turn of the loop after it was asked for: until then others join.
        wanted, self._wanted, self._reading = self._wanted, set(), None
        return await self._find(wanted)
