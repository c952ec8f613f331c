"""
Balances as of an instant: by the entries' order, whatever the clocks did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from largesse.database.address import address_of, sqlite_at
from largesse.database.reads import open_reads
from largesse.ledger.as_of import balance_at
from largesse.ledger.identifiers import new_id
from tests.ledger.books import PostgresqlBooks, SqliteBooks
from tests.ledger.deeds import earned, gift, grant, move, wallet

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from largesse.database.reads import Reads
    from tests.ledger.books import Books


class Hands:
    """A clock that stands where it is set."""

    def __init__(self, instant: int) -> None:
        self.instant = instant

    def now(self) -> int:
        return self.instant


def reading(books: Books) -> AbstractAsyncContextManager[Reads]:
    address = (
        address_of(books.dsn) if isinstance(books, PostgresqlBooks) else sqlite_at(cast("SqliteBooks", books).path)
    )
    return open_reads(address, ["largesse.ledger.models"])


async def posted(books: Books, account_id: str) -> list[int]:
    query = "SELECT posted_at FROM entries WHERE account_id = $1 ORDER BY number"
    return [cast("int", row[0]) for row in await books.rows(query, account_id)]


async def test_a_balance_is_that_after_the_last_entry_up_to_the_instant(books: Books) -> None:
    ann, bob = new_id(), new_id()
    for deed in (grant(ann, 10), move(ann, bob, 4), grant(ann, 1)):
        await books.do(deed)
    first, second, third = await posted(books, wallet(ann).id)
    assert first < second < third
    async with reading(books):
        ann_id = wallet(ann).id
        assert await balance_at(ann_id, first - 1) == 0
        assert await balance_at(ann_id, third) == 7
        assert await balance_at(ann_id, 2**63 - 1) == 7
        assert await balance_at(ann_id, first) == 10
        assert await balance_at(ann_id, second) == 6
        assert await balance_at(ann_id, third - 1) == 6
        assert await balance_at(wallet(bob).id, third) == 4
        assert await balance_at(wallet(new_id()).id, third) == 0


async def test_entries_of_one_batch_share_an_instant_and_the_last_one_counts(books: Books) -> None:
    ann = new_id()
    await books.do(*(grant(ann, 1) for _ in range(5)))
    instants = await posted(books, wallet(ann).id)
    assert len(instants) == 5
    assert len(set(instants)) == 1
    async with reading(books):
        assert await balance_at(wallet(ann).id, instants[0]) == 5
        assert await balance_at(wallet(ann).id, instants[0] - 1) == 0


async def test_a_clock_that_goes_back_dates_no_entry_before_the_one_it_follows(
    sqlite_template: Path, tmp_path: Path
) -> None:
    books = SqliteBooks.copied(sqlite_template, tmp_path / "books.db")
    books.clock = hands = Hands(1_000)
    ann, bob = new_id(), new_id()
    await books.do(grant(ann, 10))
    hands.instant = 400
    await books.do(move(ann, bob, 3))
    hands.instant = 2_000
    await books.do(move(ann, bob, 2))
    assert await posted(books, wallet(ann).id) == [1_000, 1_000, 2_000]
    assert await posted(books, wallet(bob).id) == [400, 2_000]
    async with reading(books):
        expected = {399: (0, 0), 400: (0, 3), 999: (0, 3), 1_000: (7, 3), 1_999: (7, 3), 2_000: (5, 5)}
        for instant, balances in expected.items():
            found = (await balance_at(wallet(ann).id, instant), await balance_at(wallet(bob).id, instant))
            assert found == balances, instant
    # What was decided is dated by the clock as it was.
    decided = await books.rows("SELECT decided_at FROM transfers ORDER BY id")
    assert decided == [(1_000,), (400,), (2_000,)]
    assert (await books.verify()).clean
    await books.close()


async def test_entries_of_another_node_whose_last_one_lies_ahead_are_dated_after_it(shared: PostgresqlBooks) -> None:
    ann, eve = new_id(), new_id()
    await shared.do(grant(ann, 10), gift(ann, eve, 1))
    ahead = 2**53
    for account in (wallet(ann), earned(eve)):
        await shared.rows("UPDATE accounts SET posted_at = $1 WHERE id = $2", ahead, account.id)
    await shared.do(gift(ann, eve, 2), journal=shared.node())
    assert (await posted(shared, wallet(ann).id))[-1] == ahead
    assert (await posted(shared, earned(eve).id))[-1] == ahead
