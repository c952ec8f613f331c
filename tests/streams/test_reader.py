"""
Streams over the real databases: what is read, two nodes with their journals, a server that is stopped.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from largesse.database.address import Dialect, address_of
from largesse.database.executor import open_executor
from largesse.database.migration import migrate
from largesse.database.reads import open_reads
from largesse.errors import Unavailable
from largesse.ledger.deed import Decision, Deed, Event
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.ledger.journal import Journal
from largesse.ledger.models import StreamModel
from largesse.ledger.rows import EventRow
from largesse.streams import Cursor, DatabaseReader, Head, Hub, HubLimits, Occurred

from .databases import define, store_at
from .memory import Wire
from .viewer import Viewer

if TYPE_CHECKING:
    from largesse.database.address import Address
    from largesse.ledger.deed import Needs, State
    from tests.servers.postgresql import PostgreSQL

ROOM, OTHER = new_id(), new_id()
LIMITS = HubLimits(page_events=50, poll_seconds=0.05, gap_seconds=0.005, retry_seconds=(0.01, 0.1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Open(Deed):
    """Opens a stream."""

    stream_id: str

    def decide(self, state: State) -> Decision:  # noqa: ARG002  # it needs none
        return Decision(opens=[(self.stream_id, "room")])


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell(Deed):
    """Appends an event."""

    stream_id: str

    def needs(self, needs: Needs) -> None:
        needs.stream(self.stream_id)

    def decide(self, state: State) -> Decision:  # noqa: ARG002  # it needs none
        return Decision(events=[Event(self.stream_id, "told", "{}")])


def deed(kind: type[Open | Tell], stream_id: str) -> Deed:
    """Return a deed under a key of its own."""
    key = new_id()
    mark = fingerprint(kind.__name__, {"key": key})
    return kind(id=new_id(), caller_id=OTHER, key=key, operation=kind.__name__, fingerprint=mark, stream_id=stream_id)


async def fill(address: Address, stream_id: str, count: int) -> list[EventRow]:
    """Write a stream past any journal."""
    mark = "$" if address.dialect is Dialect.POSTGRESQL else "?"
    rows = [EventRow(stream_id, offset, "told", OTHER, '{"n":1}', 9) for offset in range(1, count + 1)]
    async with open_executor(address) as executor:
        await executor.begin()
        places = ", ".join(f"{mark}{place}" for place in range(1, 6))
        await executor.rows(f"INSERT INTO streams VALUES ({places})", stream_id, "room", 3, count, 1)  # noqa: S608  # placeholders
        places = ", ".join(f"{mark}{place}" for place in range(1, 7))
        for row in rows:
            await executor.rows(f"INSERT INTO events VALUES ({places})", *row)  # noqa: S608  # placeholders
        await executor.commit()
    return rows


class Heads:
    """The database's heads, for viewers to take their snapshots from."""

    heads = staticmethod(DatabaseReader().heads)


async def test_heads_and_events_are_read_as_they_were_written(address: Address) -> None:
    rows = await fill(address, ROOM, 25)
    await fill(address, OTHER, 3)
    reader = DatabaseReader()
    assert await reader.heads([ROOM, OTHER, new_id()]) == {ROOM: Head(3, 25), OTHER: Head(3, 3)}
    assert await reader.heads([]) == {}
    assert await reader.events(ROOM, 0, 10) == rows[:10]
    assert await reader.events(ROOM, 20, 10) == rows[20:]
    assert await reader.events(ROOM, 25, 10) == []
    assert await reader.events(new_id(), 0, 10) == []
    [first, *_] = await reader.events(ROOM, 0, 1)
    assert [type(value) for value in first] == [str, int, str, str, str, int]


async def test_the_heads_of_very_many_streams_can_be_asked_for(address: Address) -> None:
    await fill(address, ROOM, 2)
    wanted = [new_id() for _ in range(15_000)]
    before = await StreamModel.all().count()
    assert await DatabaseReader().heads([*wanted, ROOM]) == {ROOM: Head(3, 2)}
    assert await StreamModel.all().count() == before


async def test_what_a_journal_commits_is_told_once_and_can_be_resumed(address: Address) -> None:
    hub = Hub(DatabaseReader(), None, LIMITS)
    journal = Journal(store_at(address), hub.committed)
    await journal.submit(deed(Open, ROOM))
    viewer = Viewer(hub, Heads(), ROOM)  # type: ignore[arg-type]  # a viewer asks for heads alone
    await viewer.until_begun()
    await asyncio.gather(*(journal.submit(deed(Tell, ROOM)) for _ in range(120)))
    await viewer.until(120)
    await viewer.leave()
    back = Viewer(hub, Heads(), ROOM, Cursor(ROOM, 1, 40))  # type: ignore[arg-type]  # as above
    await back.until(120)
    await hub.close()
    await journal.close()
    stored = await DatabaseReader().events(ROOM, 0, 1_000)
    assert [item.event for item in viewer.items if isinstance(item, Occurred)] == stored
    assert (viewer.offsets, back.offsets) == (list(range(1, 121)), list(range(41, 121)))


async def test_two_nodes_tell_the_same_whatever_the_bus_does(postgresql_dsn: str) -> None:
    address = address_of(postgresql_dsn)
    await migrate(address, define)
    wire = Wire()
    async with open_reads(address, ["largesse.ledger.models"]):
        hubs = [Hub(DatabaseReader(), wire.port(), LIMITS) for _ in range(2)]
        journals = [Journal(store_at(address), hub.committed) for hub in hubs]
        await journals[0].submit(deed(Open, ROOM))
        viewers = [Viewer(hub, Heads(), ROOM) for hub in hubs * 3]  # type: ignore[arg-type]  # a viewer asks for heads alone
        await asyncio.gather(*(viewer.until_begun() for viewer in viewers))
        for turn in range(10):
            await asyncio.gather(*(journal.submit(deed(Tell, ROOM)) for journal in journals for _ in range(8)))
            while wire.messages:
                last = len(wire.messages) - 1
                if turn % 3 != 1:
                    wire.deliver(last)
                    wire.deliver(0)
                wire.lose(last)
        await asyncio.gather(*(viewer.until(160) for viewer in viewers))
        assert [viewer.offsets for viewer in viewers] == [list(range(1, 161))] * 6
        for hub, journal in zip(hubs, journals, strict=True):
            await hub.close()
            await journal.close()


async def test_followers_go_on_by_themselves_when_a_stopped_database_is_back(
    postgresql: PostgreSQL, postgresql_dsn: str
) -> None:
    address = address_of(postgresql_dsn)
    await migrate(address, define)
    await fill(address, ROOM, 60)
    async with open_reads(address, ["largesse.ledger.models"]):
        hub = Hub(DatabaseReader(), None, replace(LIMITS, poll_seconds=3600))
        journal = Journal(store_at(address), hub.committed)
        viewer = Viewer(hub, Heads(), ROOM)  # type: ignore[arg-type]  # a viewer asks for heads alone
        await viewer.until_begun()
        await journal.submit(deed(Tell, ROOM))
        await viewer.until(61)
        await asyncio.to_thread(postgresql.stop, immediate=True)
        try:
            with pytest.raises(Unavailable):
                await DatabaseReader().events(ROOM, 0, 10)
            back = Viewer(hub, Heads(), ROOM, Cursor(ROOM, 3, 10))  # type: ignore[arg-type]  # as above
            new = Viewer(hub, Heads(), ROOM)  # type: ignore[arg-type]  # as above
            with pytest.raises(Unavailable):
                await journal.submit(deed(Tell, ROOM))
            assert (viewer.offsets, back.items, new.items) == ([61], [], [])
        finally:
            await asyncio.to_thread(postgresql.start)
        async with asyncio.timeout(10):
            await asyncio.gather(back.until(61), new.until_begun())
            await journal.submit(deed(Tell, ROOM))
            await asyncio.gather(*(each.until(62) for each in (viewer, back, new)))
        assert (viewer.offsets, back.offsets) == ([61, 62], list(range(11, 63)))
        assert (new.shown, new.offsets) == ([61], [62])
        await hub.close()
        await journal.close()
