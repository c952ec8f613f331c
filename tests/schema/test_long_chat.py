"""
A room with a long chat: its gifts are read as if nobody had written anything, and its messages as if nobody had given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from largesse.database.address import Address, Dialect, address_of, sqlite_at
from largesse.database.executor import open_executor
from largesse.database.migration import migrate
from largesse.database.postgresql import PostgresqlReads
from largesse.database.reads import open_reads
from largesse.database.sqlite import SqliteReads
from largesse.gifts.heard import GIFT_SENT
from largesse.messages.told import MESSAGE_SENT
from largesse.schema.page import cut_of
from largesse.schema.rooms import listing_of
from largesse.schema.rows import TortoiseRows
from tests.schema.house import MODULES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from pathlib import Path
    from typing import Any

    from largesse.database.client import ReadingClient
    from largesse.database.executor import Executor

    Fetch = Callable[..., Awaitable[list[Any]]]

CHATTY, GENEROUS = "0190163d-8694-7a11-b7d4-6a1d1b2c3d4e", "0190163d-8694-7a11-b7d4-6a1d1b2c3d4f"
FEW, MANY = 30, 5_000
PAGE = 20
HEAD = FEW + MANY
FILL = """
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {head})
INSERT INTO events (stream_id, stream_offset, kind, cause_id, payload, decided_at)
SELECT '{stream}', n, CASE WHEN n <= {few} THEN '{first}' ELSE '{then}' END, '{stream}', '{{}}', n FROM numbers
"""


@pytest.fixture(params=["sqlite", "postgresql"])
async def executor(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Executor]:
    """
    A database that models read, with two rooms, as its owner asks it how it reads.

    In one room a few gifts were sent before a long chat, in the other a few messages before a storm of gifts.
    """
    address: Address = sqlite_at(tmp_path / "largesse.db")
    if request.param == "postgresql":
        address = address_of(request.getfixturevalue("postgresql_dsn"))
    await migrate(address)
    async with open_executor(address) as opened, open_reads(address, MODULES):
        await opened.begin()
        for stream, first, then in ((CHATTY, GIFT_SENT, MESSAGE_SENT), (GENEROUS, MESSAGE_SENT, GIFT_SENT)):
            await opened.run(FILL.format(stream=stream, head=HEAD, few=FEW, first=first, then=then))
        await opened.run("ANALYZE")
        await opened.commit()
        yield opened


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Sequence[object]]]:
    """What the database was asked, with the values."""
    queries: list[tuple[str, Sequence[object]]] = []
    for kind in (SqliteReads, PostgresqlReads):
        monkeypatch.setattr(kind, "fetch", _recorded(kind.fetch, queries))
    return queries


def _recorded(fetch: Fetch, queries: list[tuple[str, Sequence[object]]]) -> Fetch:
    async def recorded(client: ReadingClient, query: str, values: Sequence[object]) -> list[Any]:
        queries.append((query, values))
        return await fetch(client, query, values)

    return recorded


@pytest.mark.parametrize(("room", "kind"), [(CHATTY, GIFT_SENT), (GENEROUS, MESSAGE_SENT)])
@pytest.mark.parametrize("head", [None, HEAD], ids=["all", "of a snapshot"])
async def test_a_page_reads_what_it_returns_and_nothing_that_stands_between(
    executor: Executor, asked: list[tuple[str, Sequence[object]]], room: str, kind: str, head: int | None
) -> None:
    rows, listing = TortoiseRows(), listing_of(room, kind, head)
    first = await listing.page(rows, cut_of(PAGE, None, None, None))
    rest = await listing.page(rows, cut_of(PAGE, first.page_info.end_cursor, None, None))
    back = await listing.page(rows, cut_of(None, None, PAGE, rest.page_info.start_cursor))
    offsets = [[event.stream_offset for event, _ in page.items] for page in (first, rest, back)]
    assert offsets == [list(range(FEW, FEW - PAGE, -1)), list(range(FEW - PAGE, 0, -1)), offsets[0]]
    read = [await rows_read(executor, query, values) for query, values in asked]
    assert read == [PAGE + 1, FEW - PAGE, PAGE]


async def rows_read(executor: Executor, query: str, values: Sequence[object]) -> int:
    """Return how many entries of the index a query reads, and hold that it reads nothing else."""
    if executor.dialect is Dialect.SQLITE:
        ((*_, plan),) = await executor.rows(f"EXPLAIN QUERY PLAN {query}", *values)
        assert str(plan).startswith("SEARCH events USING INDEX events_by_kind (stream_id=? AND kind=?"), plan
        # There is nothing else to filter by or to sort.
        return len(await executor.rows(query, *values))
    ((told,),) = await executor.rows(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}", *values)
    node = orjson.loads(str(told))[0]["Plan"]
    assert node["Node Type"] == "Limit"
    (scan,) = node["Plans"]
    assert (scan["Node Type"], scan["Index Name"], "Filter" in scan) == ("Index Scan", "events_by_kind", False)
    return int(scan["Actual Rows"])
