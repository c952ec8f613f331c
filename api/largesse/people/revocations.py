"""
Revocations as one node knows them: looked into at every call, and kept up with the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from largesse.people.claims import TokenFault, TokenRefused
from largesse.people.revoke import token_key
from largesse.people.rows import ACCESS_STREAM, Target
from largesse.streams import Upkeep

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from largesse.bus.bus import Bus
    from largesse.ledger.rows import EventRow
    from largesse.people.caller import Caller
    from largesse.people.rows import RevocationRow
    from largesse.streams import Reader

TOPIC = "access"
"""What nodes tell one another under that there is something new; what it is, the database tells."""
POLL_SECONDS = 3.0
"""How often the database is asked; with the looks of open sockets and streams, far within the 15 seconds promised."""


class Revocations:
    """
    Every revocation, in memory.

    Args:
        reader: reads the stream of revocations.
        read_all: reads the table, such as `people.models.all_revocations`.
        bus: carries the word between nodes; None for a single node.
        poll_seconds: how often the database is asked.
    """

    def __init__(
        self,
        reader: Reader,
        read_all: Callable[[], Awaitable[Sequence[RevocationRow]]],
        bus: Bus | None = None,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._read_all = read_all
        self._people: dict[str, int] = {}
        self._tokens: set[str] = set()
        self.upkeep = Upkeep(
            ACCESS_STREAM,
            TOPIC,
            reader=reader,
            reset=self._reset,
            take=self._take,
            bus=bus,
            poll_seconds=poll_seconds,
        )
        """Keeps it in step with the other nodes."""

    def cover(self, caller: Caller) -> bool:
        """Tell whether the token that a caller came with has been revoked, as far as this node knows."""
        until = self._people.get(caller.id)
        if until is not None and caller.issued_at <= until:
            return True
        return bool(self._tokens) and caller.token_id is not None and token_key(caller.token_id) in self._tokens

    def refusing(self, verify: Callable[[str], Awaitable[Caller]]) -> Callable[[str], Awaitable[Caller]]:
        """
        Return what verifies tokens and refuses revoked ones.

        Args:
            verify: verifies tokens, whether revoked or not.
        """

        async def verified(token: str) -> Caller:
            caller = await verify(token)
            if self.cover(caller):
                raise TokenRefused(TokenFault.REVOKED)
            return caller

        return verified

    async def _reset(self) -> None:
        rows = await self._read_all()
        self._people, self._tokens = {}, set()
        self._add((row.kind, row.target_id, row.revoked_at) for row in rows)

    def _take(self, events: Iterable[EventRow]) -> None:
        told = (orjson.loads(event.payload) for event in events)
        self._add((each["kind"], each["target_id"], each["revoked_at"]) for each in told)

    def _add(self, revocations: Iterable[tuple[str, str, int]]) -> None:
        for kind, target_id, revoked_at in revocations:
            if kind == Target.TOKEN.value:
                self._tokens.add(target_id)
            else:
                self._people[target_id] = max(revoked_at, self._people.get(target_id, 0))
