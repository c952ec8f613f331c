"""
Revocations as one node knows them: looked into at every call, and kept up with the database.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import orjson
import structlog

from largesse.errors import Unavailable
from largesse.people.claims import TokenFault, TokenRefused
from largesse.people.revoke import token_key
from largesse.people.rows import ACCESS_STREAM, Target
from largesse.streams import Head

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from largesse.bus.bus import Bus
    from largesse.ledger.rows import EventRow
    from largesse.people.caller import Caller
    from largesse.people.rows import RevocationRow
    from largesse.streams import Reader

TOPIC = "access"
"""What nodes tell one another under that there is something new; what it is, the database tells."""
POLL_SECONDS = 3.0
"""How often the database is asked; with the looks of open sockets and streams, far within the 15 seconds promised."""
_PAGE_EVENTS = 500
_log = structlog.stdlib.get_logger("largesse.people")


class Revocations:
    """
    Every revocation, in memory.

    The order of the stream of revocations decides what is new, and no clock: what this node commits it knows at
    once, what others do by a word on the bus or the next look at the database, which alone is believed.

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
        self._reader = reader
        self._read_all = read_all
        self._bus = bus
        self._poll_seconds = poll_seconds
        self._people: dict[str, int] = {}
        self._tokens: set[str] = set()
        self._known: Head | None = None
        self._wake = asyncio.Event()
        if bus is not None:
            bus.subscribe(self._heard)

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

    def committed(self, events: Mapping[str, Sequence[EventRow]]) -> None:
        """Take what this node has committed, and give the others the word."""
        told = events.get(ACCESS_STREAM)
        if told:
            self._take(told)
            if self._bus is not None:
                self._bus.publish(TOPIC, b"")

    async def catch_up(self) -> None:
        """
        Read what is new; everything, at first and after the database was restored.

        Raises:
            Unavailable: the database does not answer.
        """
        head = (await self._reader.heads((ACCESS_STREAM,)))[ACCESS_STREAM]
        if self._known is None or head.epoch != self._known.epoch or head.offset < self._known.offset:
            # The head came first: what is revoked between the two reads is read twice, and not missed.
            rows = await self._read_all()
            self._people, self._tokens = {}, set()
            self._add((row.kind, row.target_id, row.revoked_at) for row in rows)
            self._known = head
        while self._known.offset < head.offset:
            found = await self._reader.events(ACCESS_STREAM, self._known.offset, _PAGE_EVENTS)
            if not found:
                return
            self._take(found)
            self._known = Head(head.epoch, found[-1].stream_offset)

    async def keep_up(self) -> None:
        """Catch up again and again, for ever; what goes wrong is logged once, and tried again."""
        failing = False
        while True:
            self._wake.clear()
            try:
                await self.catch_up()
                failing = False
            except Unavailable as error:
                if not failing:
                    _log.warning("revocations_cannot_be_read", reason=error.reason)
                failing = True
            except Exception:  # noqa: BLE001 - a mistake of ours must not end what every call relies on
                if not failing:
                    _log.exception("revocations_failed")
                failing = True
            await self._woken()

    async def _woken(self) -> None:
        try:
            async with asyncio.timeout(self._poll_seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    def _heard(self, topic: str, _payload: bytes) -> None:
        if topic == TOPIC:
            self._wake.set()

    def _take(self, events: Iterable[EventRow]) -> None:
        told = (orjson.loads(event.payload) for event in events)
        self._add((each["kind"], each["target_id"], each["revoked_at"]) for each in told)

    def _add(self, revocations: Iterable[tuple[str, str, int]]) -> None:
        for kind, target_id, revoked_at in revocations:
            if kind == Target.TOKEN.value:
                self._tokens.add(target_id)
            else:
                self._people[target_id] = max(revoked_at, self._people.get(target_id, 0))
