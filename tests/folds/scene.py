"""
A database in which rooms are folded: nodes on it, and gifts that are no more than what a fold sees of them.
"""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import asyncpg

from largesse.clock import SystemClock
from largesse.database.address import Dialect
from largesse.folds import FoldLimits, FoldMeans, Folds
from largesse.folds.rebuild import differences
from largesse.folds.snapshot import open_snapshots
from largesse.gifts.rows import GIFTS, GiftRow
from largesse.ledger.deed import Decision, Deed, Write
from largesse.ledger.identifiers import new_id
from largesse.ledger.journal import Journal
from largesse.ledger.store.postgresql.store import PostgresqlStore
from largesse.ledger.store.sqlite.store import SqliteStore
from largesse.rooms.open import OpenOrder, RoomOpen
from largesse.rooms.stage import StageMember
from largesse.rooms.standing import room_event
from largesse.streams import DatabaseReader
from largesse.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from largesse.database.address import Address
    from largesse.database.reads import Reads
    from largesse.folds import Fold
    from largesse.folds.compare import Difference
    from largesse.ledger.deed import State
    from largesse.ledger.store.store import Store
    from largesse.ledger.table import Table

R = TypeVar("R", bound=tuple[object, ...])
HOST, GUEST = new_id(), new_id()
QUICK = FoldLimits(
    page_events=8, deed_rows=30, deed_rooms=4, work_share=0.9, room_seconds=0.01, look_seconds=0.02, look_rooms=4
)
"""Limits that a test can reach, and waits that it does not notice."""
NEVER = {"look_seconds": 3_600.0}
"""Limits of a node that never looks at rooms that nobody spoke of."""
_keys = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Give(Deed):
    """A gift as a fold sees it: its row, and that it was sent."""

    room_id: str
    sender_id: str
    recipient_id: str
    coins: int
    anonymous: bool
    sent_at: int | None

    def decide(self, state: State) -> Decision:
        sent_at = state.now if self.sent_at is None else self.sent_at
        who = (self.room_id, self.sender_id, self.recipient_id)
        gift = GiftRow(self.id, *who, "rose", 1, self.coins, self.coins, 0, self.anonymous, sent_at, "{}")
        told = {"gift_id": self.id, "recipient_id": self.recipient_id, "total_coins": self.coins, "sent_at": sent_at}
        named = {} if self.anonymous else {"sender_id": self.sender_id}
        event = room_event(self.room_id, "giftSent", **told, **named)
        return Decision(writes=(Write(GIFTS, gift),), events=(event,), answer=gift)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack(Deed):
    """A reversal as a fold sees it."""

    gift: GiftRow
    coins: int

    def decide(self, state: State) -> Decision:
        gift = self.gift
        told = {"gift_id": gift.id, "recipient_id": gift.recipient_id, "total_coins": self.coins}
        named = {} if gift.anonymous else {"sender_id": gift.sender_id}
        return Decision(events=(room_event(gift.room_id, "giftReversed", **told, **named, reversed_at=state.now),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing(Deed):
    """Something happens in a room of which no fold makes anything."""

    room_id: str

    def decide(self, _state: State) -> Decision:
        return Decision(events=(room_event(self.room_id, "roomPaused"),))


@dataclass(kw_only=True)
class Node:
    """One node: its journal, and what folds for it."""

    journal: Journal
    folds: Folds

    async def open_room(self, host_id: str = HOST) -> str:
        """Open a room, and return its id; that is its first event."""
        order = OpenOrder(caller_id=host_id, key="", content={}, title="A room", host=StageMember(host_id, "US", 30))
        return (await self.journal.submit(RoomOpen(**fresh(), order=order))).deed_id

    async def give(  # noqa: PLR0913 - all that a gift is to a fold
        self,
        room_id: str,
        sender_id: str,
        coins: int = 1,
        *,
        recipient_id: str = HOST,
        anonymous: bool = False,
        sent_at: int | None = None,
    ) -> GiftRow:
        """Send a gift."""
        deed = Give(
            **fresh(),
            room_id=room_id,
            sender_id=sender_id,
            recipient_id=recipient_id,
            coins=coins,
            anonymous=anonymous,
            sent_at=sent_at,
        )
        answer = (await self.journal.submit(deed)).answer
        assert isinstance(answer, GiftRow)
        return answer

    async def take_back(self, gift: GiftRow, coins: int | None = None) -> None:
        """Take a gift back, whole or a part of its coins."""
        await self.journal.submit(TakeBack(**fresh(), gift=gift, coins=gift.total_coins if coins is None else coins))

    async def nothing(self, room_id: str) -> None:
        """Have something happen that no fold makes anything of."""
        await self.journal.submit(Nothing(**fresh(), room_id=room_id))


@dataclass(kw_only=True)
class Scene:
    """A database, and what is folded in it."""

    address: Address
    reads: Reads
    folds: Sequence[Fold]

    def store(self) -> Store:
        """A store of a node's own."""
        if self.address.dialect is Dialect.SQLITE:
            return SqliteStore(self.address.path, TABLES, SystemClock())
        return PostgresqlStore(self.address.dsn, TABLES)

    @asynccontextmanager
    async def node(self, *, dies: bool = False, **limits: float) -> AsyncIterator[Node]:
        """
        Run a node for as long as the block lasts.

        Args:
            dies: whether it can write nothing more at the end.
            limits: others than `QUICK`.
        """
        folds = Folds(self.folds)
        async with AsyncExitStack() as stack:
            journal = Journal(self.store(), folds.committed)
            if not dies:
                stack.push_async_callback(journal.close)
            means = FoldMeans(
                journal=journal, reads=self.reads, reader=DatabaseReader(), limits=replace(QUICK, **limits)
            )
            await stack.enter_async_context(folds.kept_up(means))
            if dies:
                stack.push_async_callback(journal.close)
            yield Node(journal=journal, folds=folds)

    @asynccontextmanager
    async def plain(self) -> AsyncIterator[Node]:
        """Run a node that folds nothing for as long as the block lasts."""
        journal = Journal(self.store())
        yield Node(journal=journal, folds=Folds(self.folds))
        await journal.close()

    async def rows(self, table: Table[R]) -> list[R]:
        """Every row of a table, by key."""
        found = await self.reads.rows(f"SELECT * FROM {table.name}")  # noqa: S608 - a name of ours
        return sorted((table.row(**row) for row in found), key=lambda row: str(row[: table.key_length]))  # type: ignore[arg-type, call-arg]  # the columns are the row's fields

    async def cursors(self, room_id: str) -> dict[str, int]:
        """How far each fold has got in a room."""
        query = "SELECT fold, folded FROM fold_cursors WHERE stream_id = $1"
        return {str(row["fold"]): int(str(row["folded"])) for row in await self.reads.rows(query, room_id)}

    async def until_folded(self, room_id: str, offset: int) -> None:
        """Wait until every fold has got to an offset of a room."""
        wanted = {fold.name: offset for fold in self.folds}
        async with asyncio.timeout(20):
            while await self.cursors(room_id) != wanted:  # noqa: ASYNC110 - a row that is written sets no event
                await asyncio.sleep(0.005)

    async def differences(self, room_id: str | None = None) -> list[Difference]:
        """Return what differs from what the events come to."""
        async with open_snapshots(self.address) as snapshot:
            return [each async for each in differences(snapshot, self.folds, room_id)]

    async def mended(self, journal: Journal, room_id: str | None = None) -> list[Difference]:
        """Put right what differs, and return what did."""
        async with open_snapshots(self.address) as snapshot:
            return [each async for each in differences(snapshot, self.folds, room_id, journal)]

    async def spoil(self, statement: str) -> None:
        """Change rows behind everybody's back, as whoever has the database's password can."""
        if self.address.dialect is Dialect.SQLITE:
            await asyncio.to_thread(_spoil_sqlite, self.address.path, statement)
            return
        connection = await asyncpg.connect(self.address.dsn)
        await connection.execute(statement)
        await connection.close()


def _spoil_sqlite(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


def fresh() -> dict[str, str]:
    """What every deed is made with."""
    key = f"key {next(_keys)}"
    return {"id": new_id(), "caller_id": HOST, "key": key, "operation": "test", "fingerprint": key}
