"""
Accounts as streams: their entries are told once and in order, by whichever node they were entered on.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import orjson
import pytest
from structlog.testing import capture_logs

from largesse.database.address import address_of
from largesse.database.migration import migrate
from largesse.database.reads import open_reads
from largesse.errors import InvalidInput
from largesse.ledger.deed import Decision, Posting
from largesse.ledger.identifiers import new_id
from largesse.ledger.journal import Journal
from largesse.streams import Cursor, DatabaseReader, EndReason, Head, Hub, HubLimits, Occurred, account_stream
from largesse.streams.hub import NUMBERS_TOPIC
from tests.ledger.deeds import ISSUED, does, grant, wallet

from .conftest import ROOM
from .databases import define, store_at
from .memory import PATIENT, QUICK, Log, Wire
from .viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse.database.address import Address
    from largesse.ledger.deed import Deed

    Node = Callable[..., Hub]

ANN, BOB = new_id(), new_id()
ACCOUNT = wallet(ANN).id
STREAM = account_stream(ACCOUNT)
PROMPT = replace(PATIENT, gap_seconds=0.001)
"""Under which nothing is read but what somebody said is there."""
LIMITS = HubLimits(page_events=50, poll_seconds=0.05, gap_seconds=0.005, retry_seconds=(0.01, 0.1))


class Heads:
    """The database's heads, for viewers to take their snapshots from."""

    heads = staticmethod(DatabaseReader().heads)


@pytest.fixture
def log() -> Log:
    """A log with one account."""
    return Log(STREAM)


def undo(applied_id: str, amount: int) -> Deed:
    """Take back what was granted to Ann."""
    account = wallet(ANN)
    postings = (Posting(account, -amount), Posting(ISSUED, amount))
    decision = Decision(postings=postings, reverses_id=applied_id)
    return does("undo", (applied_id,), lambda needs: needs.wallet(account), lambda _state, _id: decision)


async def watching(hub: Hub, log: Log) -> Viewer:
    """Return a viewer who has seen the snapshot."""
    viewer = Viewer(hub, log, STREAM)
    await viewer.until_begun()
    return viewer


async def test_what_was_entered_here_is_read_as_soon_as_it_is_told(node: Node, log: Log) -> None:
    hub = node(PROMPT)
    viewer = await watching(hub, log)
    log.commit(STREAM, 3)
    hub.moved({ACCOUNT: 3, wallet(BOB).id: 9})
    await viewer.until(3)
    assert (viewer.offsets, log.event_reads) == ([1, 2, 3], [(STREAM, 0, PROMPT.page_events)])


async def test_what_was_entered_on_another_node_is_read_when_the_bus_says_its_number(
    node: Node, log: Log, wire: Wire
) -> None:
    here, there = node(PROMPT), node(PROMPT)
    viewer = await watching(here, log)
    log.commit(STREAM, 2)
    there.moved({ACCOUNT: 2})
    assert [(topic, orjson.loads(payload[8:])) for _, topic, payload in wire.messages] == [
        (NUMBERS_TOPIC, {ACCOUNT: 2})
    ]
    for place in (0, 0):
        wire.deliver(place)
    await viewer.until(2)
    assert (viewer.offsets, len(log.event_reads)) == ([1, 2], 1)


async def test_a_lost_number_is_found_by_asking_for_the_head(node: Node, log: Log, wire: Wire) -> None:
    here, there = node(QUICK), node(PROMPT)
    viewer = await watching(here, log)
    log.commit(STREAM, 30)
    there.moved({ACCOUNT: 30})
    wire.lose(0)
    await viewer.until(30)
    assert viewer.offsets == list(range(1, 31))


async def test_a_number_that_is_not_in_the_books_is_forgotten(node: Node, log: Log, wire: Wire) -> None:
    here, there = node(PROMPT), node(PROMPT)
    viewer = await watching(here, log)
    there.moved({ACCOUNT: 50})
    wire.flush()
    await log.until_read()
    while (mending := here._channels[STREAM].mending) is not None:
        await asyncio.gather(mending)
    log.commit(STREAM)
    there.moved({ACCOUNT: 1})
    wire.flush()
    await viewer.until(1)
    assert viewer.offsets == [1]


@pytest.mark.parametrize("content", [b"", b"5", b"[]", b'{"a": "1"}', b'{"a": true}', b'{"a": 1.0}', b"\xff"])
async def test_a_message_that_makes_no_sense_is_dropped(node: Node, log: Log, wire: Wire, content: bytes) -> None:
    here, there = node(PROMPT), wire.port()
    viewer = await watching(here, log)
    with capture_logs() as logs:
        there.publish(NUMBERS_TOPIC, b"12345678" + content)
        wire.flush()
    assert [entry["event"] for entry in logs] == ["streams_message_dropped"]
    log.commit(STREAM)
    here.moved({ACCOUNT: 1})
    await viewer.until(1)


async def test_nothing_is_read_of_accounts_that_nobody_follows(node: Node, log: Log) -> None:
    log.rows[ROOM] = []
    hub = node(PROMPT)
    hub.moved({ACCOUNT: 1})
    follower = Viewer(hub, log, ROOM)
    await follower.until_begun()
    hub.moved({ACCOUNT: 2})
    assert (hub.streams, log.event_reads) == (1, [])


async def test_a_restore_ends_the_stream_of_an_account(node: Node, log: Log) -> None:
    hub = node(QUICK)
    log.commit(STREAM, 5)
    viewer = await watching(hub, log)
    log.restore(STREAM, 3, epoch=log.epoch)
    await viewer.until_ended()
    assert viewer.ended is not None
    assert viewer.ended.reason is EndReason.RESTORED


def test_a_cursor_of_an_account_fits_no_stream_of_events() -> None:
    text = Cursor(STREAM, 1, 3).text
    assert Cursor.read(text, STREAM) == (STREAM, 1, 3)
    for other in (ACCOUNT, account_stream(wallet(BOB).id)):
        with pytest.raises(InvalidInput):
            Cursor.read(text, other)


async def test_entries_are_read_as_they_were_entered(address: Address) -> None:
    journal = Journal(store_at(address))
    granted = await journal.submit(grant(ANN, 10))
    more = await journal.submit(grant(ANN, 5))
    taken = await journal.submit(undo(granted.deed_id, 10))
    await journal.submit(grant(BOB, 1))
    reader = DatabaseReader()
    nobody = account_stream(new_id())
    assert await reader.heads([STREAM, nobody, new_id()]) == {STREAM: Head(1, 3), nobody: Head(1, 0)}
    events = await reader.events(STREAM, 0, 10)
    assert [(each.stream_id, each.stream_offset, each.kind, each.cause_id) for each in events] == [
        (STREAM, 1, "grant", granted.deed_id),
        (STREAM, 2, "grant", more.deed_id),
        (STREAM, 3, "undo", taken.deed_id),
    ]
    assert [orjson.loads(each.payload) for each in events] == [
        {"amount": 10, "balance": 10, "reverses_id": None},
        {"amount": 5, "balance": 15, "reverses_id": None},
        {"amount": -10, "balance": 5, "reverses_id": granted.deed_id},
    ]
    instants = [each.decided_at for each in events]
    assert instants == sorted(instants)
    assert await reader.events(STREAM, 1, 1) == events[1:2]
    assert await reader.events(STREAM, 3, 10) == await reader.events(nobody, 0, 10) == []
    await journal.close()


async def test_an_account_is_followed_from_before_its_first_entry(address: Address) -> None:
    hub = Hub(DatabaseReader(), None, replace(LIMITS, poll_seconds=3600))
    journal = Journal(store_at(address), on_moved=hub.moved)
    viewer = Viewer(hub, Heads(), STREAM)  # type: ignore[arg-type]  # a viewer asks for heads alone
    await viewer.until_begun()
    assert viewer.shown == [0]
    await asyncio.gather(*(journal.submit(grant(ANN, 1)) for _ in range(120)))
    await viewer.until(120)
    back = Viewer(hub, Heads(), STREAM, Cursor(STREAM, 1, 40))  # type: ignore[arg-type]  # as above
    await back.until(120)
    assert (viewer.offsets, back.offsets) == (list(range(1, 121)), list(range(41, 121)))
    told = [orjson.loads(item.event.payload)["balance"] for item in viewer.items if isinstance(item, Occurred)]
    assert told == list(range(1, 121))
    await hub.close()
    await journal.close()


async def test_two_nodes_tell_the_same_entries_whatever_the_bus_does(postgresql_dsn: str) -> None:
    address = address_of(postgresql_dsn)
    await migrate(address, define)
    wire = Wire()
    async with open_reads(address, ["largesse.ledger.models"]):
        hubs = [Hub(DatabaseReader(), wire.port(), LIMITS) for _ in range(2)]
        journals = [Journal(store_at(address), on_moved=hub.moved) for hub in hubs]
        viewers = [Viewer(hub, Heads(), STREAM) for hub in hubs * 2]  # type: ignore[arg-type]  # a viewer asks for heads alone
        await asyncio.gather(*(viewer.until_begun() for viewer in viewers))
        for turn in range(10):
            await asyncio.gather(*(journal.submit(grant(ANN, 1)) for journal in journals for _ in range(8)))
            while wire.messages:
                last = len(wire.messages) - 1
                if turn % 3 != 1:
                    wire.deliver(last)
                    wire.deliver(0)
                wire.lose(last)
        await asyncio.gather(*(viewer.until(160) for viewer in viewers))
        stored = await DatabaseReader().events(STREAM, 0, 1_000)
        for viewer in viewers:
            assert [item.event for item in viewer.items if isinstance(item, Occurred)] == stored
        for hub, journal in zip(hubs, journals, strict=True):
            await hub.close()
            await journal.close()
