"""
A database in which rooms are told of: nodes on it, a plugin that listens, and what it heard.
"""

from __future__ import annotations

import asyncio
import itertools
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from inspect import isawaitable
from typing import TYPE_CHECKING

from largesse.clock import SystemClock
from largesse.database.address import Dialect
from largesse.errors import Unavailable
from largesse.ledger.deed import Decision, Deed
from largesse.ledger.identifiers import new_id
from largesse.ledger.journal import Journal
from largesse.ledger.store.postgresql.store import PostgresqlStore
from largesse.ledger.store.sqlite.store import SqliteStore
from largesse.rooms.close import CloseOrder, RoomClose
from largesse.rooms.open import OpenOrder, RoomOpen
from largesse.rooms.stage import StageMember
from largesse.rooms.standing import room_event
from largesse.streams import DatabaseReader
from largesse.tables import TABLES
from largesse.tellings import Means, TellingLimits, Tellings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from largesse.bus.bus import Bus
    from largesse.clock import Clock
    from largesse.database.address import Address
    from largesse.database.reads import Reads
    from largesse.ledger.deed import State
    from largesse.ledger.store.store import Store
    from largesse.plugins import Workers
    from largesse.streams import Reader

PLUGIN = "listener"
HOST = new_id()
QUICK = TellingLimits(
    rooms_at_once=4, page_events=8, move_seconds=0.01, turn_seconds=5.0, look_seconds=0.02, look_rooms=4
)
"""Limits that a test can reach, and waits that it does not notice."""
EVERYTHING = ("gift_sent", "gift_reversed", "combo_ended", "room_opened", "room_closed")
_keys = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happen(Deed):
    """Reversals of nobody's gifts: of all that is told, what needs no other row."""

    room_id: str
    count: int

    def decide(self, state: State) -> Decision:
        told = {"gift_id": self.id, "quantity": 1, "total_coins": 1, "diamonds": 0, "reversed_at": state.now}
        return Decision(events=[room_event(self.room_id, "giftReversed", **told)] * self.count)


class Threads:
    """Calls a plugin as the server's workers do, on this loop: whatever it raises, and however long it takes."""

    def __init__(self) -> None:
        self.resting: set[str] = set()
        """The plugins that are in quarantine."""
        self.calls = 0
        self.failures = 0
        self.at_once = 0
        self.at_once_most = 0

    def quarantine_of(self, plugin: str) -> object | None:
        return "a test" if plugin in self.resting else None

    async def tell(self, plugin: str, _hook: str, work: Callable[[], Awaitable[None] | None], seconds: float) -> bool:
        if plugin in self.resting:
            raise Unavailable
        self.calls += 1
        self.at_once += 1
        self.at_once_most = max(self.at_once, self.at_once_most)
        try:
            async with asyncio.timeout(seconds):
                answer = work()
                if isawaitable(answer):
                    await answer
        except Exception:  # noqa: BLE001 - a plugin may raise anything
            self.failures += 1
            return False
        finally:
            self.at_once -= 1
        return True


class Heard:
    """A plugin that remembers what it was told, in the order in which it was; a test may have it do more."""

    def __init__(self) -> None:
        self.facts: list[tuple[str, int]] = []
        self.does: Callable[[str, int], Awaitable[None] | None] = lambda _room_id, _offset: None
        self._more = asyncio.Event()
        self.notice: Callable[[], None] = self._more.set
        """Wakes whoever waits for what is told."""

    def __call__(self, fact: object) -> Awaitable[None] | None:
        room_id, offset = str(getattr(fact, "room_id", "")), int(getattr(fact, "offset", 0))
        self.facts.append((room_id, offset))
        self.notice()
        return self.does(room_id, offset)

    def of(self, room_id: str) -> list[int]:
        """The offsets that it was told of a room."""
        return [offset for room, offset in self.facts if room == room_id]

    async def until_told(self, room_id: str, *offsets: int) -> None:
        """Wait until it was told of these, and whatever else."""
        async with asyncio.timeout(20):
            while not set(self.of(room_id)) >= set(offsets):
                self._more.clear()
                await self._more.wait()


@dataclass(kw_only=True)
class Node:
    """One node: its journal, and what calls its plugins."""

    journal: Journal
    threads: Threads

    async def open_room(self) -> str:
        """Open a room, and return its id; that is its first event."""
        order = OpenOrder(caller_id=HOST, key="", content={}, title="A room", host=StageMember(HOST, "US", 30))
        return (await self.journal.submit(RoomOpen(**fresh(), order=order))).deed_id

    async def close_room(self, room_id: str) -> None:
        order = CloseOrder(caller_id=HOST, key="", content={}, room_id=room_id)
        await self.journal.submit(RoomClose(**fresh(), order=order))

    async def happen(self, room_id: str, count: int = 1) -> None:
        """Have things happen in a room, one after another, in one commit."""
        await self.journal.submit(Happen(**fresh(), room_id=room_id, count=count))


@dataclass(kw_only=True)
class Scene:
    """A database, and what the plugin heard of it on any node."""

    address: Address
    reads: Reads
    clock: Clock = field(default_factory=SystemClock)
    heard: Heard = field(default_factory=Heard)

    def store(self) -> Store:
        """A store of a node's own."""
        if self.address.dialect is Dialect.SQLITE:
            return SqliteStore(self.address.path, TABLES, self.clock)
        return PostgresqlStore(self.address.dsn, TABLES)

    @asynccontextmanager
    async def node(  # noqa: PLR0913 - each is a way in which nodes differ
        self,
        *hooks: str,
        beside: Heard | None = None,
        bus: Bus | None = None,
        dies: bool = False,
        clock: Clock | None = None,
        reader: Reader | None = None,
        workers: Workers | None = None,
        **limits: float,
    ) -> AsyncIterator[Node]:
        """
        Run a node for as long as the block lasts.

        Args:
            hooks: what the plugin listens to; to everything if none is named.
            beside: another plugin, which listens to everything.
            bus: what carries the word to other nodes.
            dies: whether it can write nothing more at the end: no place, and not that its turn is over.
            clock: tells it what happened too long ago.
            reader: where it reads what happened.
            workers: what calls its plugins, if not this loop.
            limits: others than `QUICK`.
        """
        ears = {PLUGIN: {f"largesse_{hook}": self.heard for hook in hooks or EVERYTHING}}
        if beside is not None:
            ears["beside"] = {f"largesse_{hook}": beside for hook in EVERYTHING}
        threads, tellings = Threads(), Tellings(ears, bus)
        async with AsyncExitStack() as stack:
            journal = Journal(self.store(), tellings.committed)
            if not dies:
                stack.push_async_callback(journal.close)
            means = Means(
                node_id=new_id(),
                journal=journal,
                reads=self.reads,
                reader=reader or DatabaseReader(),
                workers=workers or threads,
                clock=clock or self.clock,
                limits=replace(QUICK, **limits),
            )
            await stack.enter_async_context(tellings.kept_up(means))
            if dies:
                stack.push_async_callback(journal.close)
            yield Node(journal=journal, threads=threads)

    @asynccontextmanager
    async def plain(self) -> AsyncIterator[Node]:
        """Run a node without any plugin that listens for as long as the block lasts."""
        journal = Journal(self.store())
        yield Node(journal=journal, threads=Threads())
        await journal.close()

    async def rows(self, table: str) -> list[dict[str, object]]:
        """Every row of a table."""
        return await self.reads.rows(f"SELECT * FROM {table}")  # noqa: S608 - a name of ours

    async def places(self) -> dict[str, int]:
        """How far the plugin was told, as it is written."""
        rows = await self.rows("telling_places")
        return {str(row["room_id"]): int(str(row["told"])) for row in rows if row["plugin"] == PLUGIN}

    async def until_written(self, room_id: str, told: int) -> None:
        """Wait until a place is written."""
        async with asyncio.timeout(20):
            while (await self.places()).get(room_id) != told:  # noqa: ASYNC110 - a row that is written sets no event
                await asyncio.sleep(0.005)

    async def until_free(self) -> None:
        """Wait until nobody has the turn any more."""
        async with asyncio.timeout(20):
            while await self._held():  # noqa: ASYNC110 - the passing of time sets no event
                await asyncio.sleep(0.005)

    async def _held(self) -> bool:
        return any(self.clock.now() < int(str(row["held_until"])) for row in await self.rows("telling_turns"))


def fresh() -> dict[str, str]:
    """What every deed is made with."""
    key = f"key {next(_keys)}"
    return {"id": new_id(), "caller_id": HOST, "key": key, "operation": "test", "fingerprint": key}
