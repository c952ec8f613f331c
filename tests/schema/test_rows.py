"""
Reading through models, on both databases: by keys and by pages, forwards and backwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from largesse.clock import FOREVER
from largesse.database.address import Address, address_of, sqlite_at
from largesse.database.migration import migrate
from largesse.database.reads import open_reads
from largesse.ledger.identifiers import new_id
from largesse.ledger.journal import Journal
from largesse.ledger.rows import ENTRIES, EVENTS, STREAMS
from largesse.ledger.store.postgresql.definition import Definition
from largesse.ledger.store.postgresql.store import PostgresqlStore
from largesse.ledger.store.sqlite.store import SqliteStore
from largesse.people.rows import PEOPLE
from largesse.rooms.open import OpenOrder, open_room
from largesse.rooms.rows import ROOM_TEXTS, ROOMS
from largesse.rooms.stage import StageMember
from largesse.schema.page import Listing, cut_of
from largesse.schema.rows import TortoiseRows
from largesse.wallets.grant import GrantOrder, grant
from largesse.wallets.rows import LIMITS, LOTS, Origin, wallet_of
from tests.schema.house import ANN, CLEO, MODULES, OPERATOR, TABLES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from largesse.database.executor import Executor
    from largesse.ledger.table import AnyTable

LOT = 7


async def define(executor: Executor) -> None:
    for statement in Definition(TABLES).statements():
        await executor.run(statement)


@pytest.fixture(params=["sqlite", "postgresql"])
async def journal(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Journal]:
    """A journal on a database of the test's own, which models read."""
    address: Address
    if request.param == "sqlite":
        address = sqlite_at(tmp_path / "largesse.db")
        await migrate(address)
        journal = Journal(SqliteStore(address.path, TABLES))
    else:
        address = address_of(request.getfixturevalue("postgresql_dsn"))
        await migrate(address, define)
        journal = Journal(PostgresqlStore(address.dsn, TABLES))
    async with open_reads(address, MODULES):
        yield journal
        await journal.close()


async def test_a_range_is_paged_through_in_its_order_both_ways(journal: Journal) -> None:
    for number in range(LOT):
        order = GrantOrder(
            caller_id=OPERATOR.id,
            key=str(number),
            content={},
            owner_id=ANN.id,
            coins=10 + number,
            origin=Origin.BONUS,
            reason="a test",
            expires_at=None if number % 2 else FOREVER - 10 - number // 2,
        )
        await grant(journal, order)
    rows, wallet_id = TortoiseRows(), wallet_of(ANN.id).id
    listing = Listing(table=LOTS, where={"wallet_id": wallet_id, "open": True}, order=LOTS.range_order)
    everything = await rows.page(LOTS, listing.where, LOTS.range_order, 100)
    assert len(everything) == LOT
    places = [tuple(LOTS.value(row, name) for name in LOTS.range_order) for row in everything]
    assert places == sorted(places)
    forward, backward = [], []
    after = before = None
    for _ in range(3):
        page = await listing.page(rows, cut_of(3, after, None, None))
        forward += [row for row, _ in page.items]
        after = page.page_info.end_cursor
        assert page.page_info.has_next_page == (len(forward) < LOT)
        page = await listing.page(rows, cut_of(None, None, 3, before))
        backward = [row for row, _ in page.items] + backward
        before = page.page_info.start_cursor
        assert page.page_info.has_previous_page == (len(backward) < LOT)
    assert forward == backward == everything
    assert len(await rows.page(LOTS, {**listing.where, "expires_at__lte": FOREVER - 10}, LOTS.range_order, 100)) == 4


async def test_rows_are_found_by_keys_of_one_column_and_of_several(journal: Journal) -> None:
    host = StageMember(CLEO.id, "DE")
    orders = [OpenOrder(caller_id=CLEO.id, key=str(each), content={}, title=f"room {each}", host=host) for each in "ab"]
    first, second = [(await open_room(journal, order)).deed_id for order in orders]
    rows = TortoiseRows()
    found = await rows.by_keys(ROOMS, [(second,), (first,), (ANN.id,)])
    assert found.keys() == {(first,), (second,)}
    assert found[first,].host_id == CLEO.id
    assert (await rows.by_keys(ROOM_TEXTS, [(first,)]))[first,].title == "room a"
    events = await rows.by_keys(EVENTS, [(first, 1), (second, 1), (first, 2)])
    assert events.keys() == {(first, 1), (second, 1)}
    assert (await rows.by_keys(STREAMS, [(first,)]))[first,].head == 1
    assert await rows.by_keys(PEOPLE, []) == {}
    assert await rows.by_keys(LIMITS, [(wallet_of(ANN.id).id, "wallet", "day")]) == {}
    assert await rows.page(ENTRIES, {"account_id": wallet_of(ANN.id).id}, ("number",), 5, after=(3,)) == []


async def test_rows_are_the_same_by_their_keys_as_by_page(journal: Journal) -> None:
    rows, wallet_id = TortoiseRows(), wallet_of(ANN.id).id
    for number in range(2):
        order = GrantOrder(
            caller_id=OPERATOR.id,
            key=str(number),
            content={},
            owner_id=ANN.id,
            coins=1,
            origin=Origin.BONUS,
            reason="a test",
            expires_at=None,
        )
        await grant(journal, order)
    paged = await rows.page(LOTS, {"wallet_id": wallet_id}, LOTS.range_order, 9)
    found = await rows.by_keys(LOTS, [LOTS.key_of(row) for row in paged])
    assert len(paged) == 2
    assert sorted(found.values()) == sorted(paged)
    assert {type(row.open) for row in found.values()} == {bool}


async def test_many_rows_are_found_at_once(journal: Journal) -> None:
    order = OpenOrder(caller_id=CLEO.id, key="a", content={}, title="room", host=StageMember(CLEO.id, "DE"))
    room = (await open_room(journal, order)).deed_id
    absent = [(new_id(),) for _ in range(2_000)]
    assert (await TortoiseRows().by_keys(ROOMS, [*absent, (room,)])).keys() == {(room,)}


def test_every_table_that_is_shown_has_a_model() -> None:
    shown = {cast("AnyTable", table).name for table in (*TABLES, ENTRIES, EVENTS, STREAMS)}
    assert shown <= set(TortoiseRows()._models)
