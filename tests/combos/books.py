"""
Books of combos: a database, nodes that send gifts into a room of it, and what the room heard.
"""

from __future__ import annotations

import asyncio
import itertools
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson

from largesse.clock import SystemClock
from largesse.combos import Endings
from largesse.combos.models import Combo
from largesse.combos.rows import ComboRow
from largesse.database.address import Dialect
from largesse.gifts.order import GiftOrder
from largesse.gifts.submit import Sending, send
from largesse.ledger.journal import Journal
from largesse.ledger.store.postgresql.store import PostgresqlStore
from largesse.ledger.store.sqlite.store import SqliteStore
from largesse.money import ONE
from largesse.rooms.open import OpenOrder, open_room
from largesse.rooms.stage import StageMember
from largesse.rooms.stage_set import StageOrder, set_stage
from largesse.tables import TABLES
from largesse.wallets.grant import GrantOrder, grant
from largesse.wallets.rows import Origin
from tests.gifts.scene import CARDS, GUEST, HOST, OPERATOR, SENDER, UNASKED, Shelf, caller, offer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from largesse.clock import Clock
    from largesse.database.address import Address
    from largesse.gifts.send import GiftSent
    from largesse.ledger.deed import Applied
    from largesse.ledger.rows import EventRow
    from largesse.ledger.store.store import Store

HOUR = 3_600_000_000
"""A window that passes in no test."""
_keys = itertools.count(1)


def key() -> str:
    return f"key {next(_keys)}"


class Heard:
    """The ends that nodes have committed, in the order in which they did."""

    def __init__(self) -> None:
        self.ends: list[dict[str, object]] = []
        self._more = asyncio.Event()

    def committed(self, events: Mapping[str, Sequence[EventRow]]) -> None:
        found = [event for rows in events.values() for event in rows if event.kind == "comboEnded"]
        if found:
            self.ends += [orjson.loads(event.payload) for event in found]
            self._more.set()

    async def until(self, count: int) -> list[dict[str, object]]:
        """Wait until so many combos have ended, and return their ends."""
        async with asyncio.timeout(20):
            while len(self.ends) < count:
                self._more.clear()
                await self._more.wait()
        assert len(self.ends) == count
        return self.ends


@dataclass(kw_only=True)
class Node:
    """One node: it sends gifts, and ends combos."""

    journal: Journal
    endings: Endings
    shelf: Shelf

    def order(self, room_id: str, quantity: int = 1, **fields: object) -> GiftOrder:
        values: dict[str, object] = {"sender": caller(), "key": key(), "gift_type": "rose", **fields}
        price = self.shelf.find(str(values["gift_type"])).gift_type.price_coins
        return GiftOrder(content={}, room_id=room_id, quantity=quantity, price_seen=price * quantity, **values)  # type: ignore[arg-type]  # named by the caller

    async def send(self, order: GiftOrder) -> Applied:
        return await send(Sending(self.journal, self.shelf, CARDS, UNASKED, self.endings), order)  # type: ignore[arg-type]  # a shelf finds, too

    async def give(self, room_id: str, quantity: int = 1, **fields: object) -> GiftSent:
        """Send a gift that is sent for the first time."""
        answer: GiftSent = (await self.send(self.order(room_id, quantity, **fields))).answer  # type: ignore[assignment]  # as a gift is answered
        return answer

    async def open_room(self) -> str:
        """Open a room with a guest on its stage."""
        host, guest = StageMember(HOST, "US", 30), StageMember(GUEST, "JP", None)
        opened = await open_room(
            self.journal, OpenOrder(caller_id=HOST, key=key(), content={}, title="A room", host=host)
        )
        await self.set_stage(opened.deed_id, guest)
        return opened.deed_id

    async def set_stage(self, room_id: str, *guests: StageMember) -> None:
        known = {guest.person_id: guest for guest in guests}
        order = StageOrder(caller_id=HOST, key=key(), content={}, room_id=room_id, guest_ids=[*known], known=known)
        await set_stage(self.journal, order)

    async def grant(self, coins: int, owner_id: str = SENDER) -> None:
        order = GrantOrder(
            caller_id=OPERATOR,
            key=key(),
            content={},
            owner_id=owner_id,
            coins=coins,
            origin=Origin.BONUS,
            reason="a test",
            earns=ONE,
        )
        await grant(self.journal, order)


@dataclass(kw_only=True)
class Books:
    """A database, and what was heard of it on any node."""

    address: Address
    heard: Heard = field(default_factory=Heard)
    shelf: Shelf = field(default_factory=lambda: Shelf(offer(), offer("star", 7)))

    def store(self, clock: Clock) -> Store:
        if self.address.dialect is Dialect.SQLITE:
            return SqliteStore(self.address.path, TABLES, clock)
        return PostgresqlStore(self.address.dsn, TABLES)

    @asynccontextmanager
    async def node(self, window: int = HOUR, *, clock: Clock | None = None, ends: bool = True) -> AsyncIterator[Node]:
        """
        Run a node for as long as the block lasts.

        Args:
            window: how long its combos wait for the next gift, in microseconds.
            clock: what it goes by; the machine's if None.
            ends: whether it ends combos, as all nodes do that live.
        """
        clock = clock or SystemClock()
        endings = Endings(clock, window)

        def on_commit(events: Mapping[str, Sequence[EventRow]]) -> None:
            self.heard.committed(events)
            endings.committed(events)

        journal = Journal(self.store(clock), on_commit)
        node = Node(journal=journal, endings=endings, shelf=self.shelf)
        try:
            if ends:
                async with endings.kept_up(journal):
                    yield node
            else:
                yield node
        finally:
            await journal.close()

    async def combos(self) -> list[ComboRow]:
        """Every combo, the oldest first."""
        found = Combo.all().order_by("started_at", "id")
        return [ComboRow(*row) for row in await found.values_list(*ComboRow._fields)]
