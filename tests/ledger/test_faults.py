"""
Faults of a database: stopped, frozen, read-only, full, contended; what callers get, and that it heals by itself.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from typing import TYPE_CHECKING, cast

import asyncpg
import pytest

from largesse.errors import AmountOutOfRange, OutcomeUnknown, Unavailable
from largesse.ledger.deed import Applied
from largesse.ledger.identifiers import new_id
from largesse.ledger.journal import JournalLimits
from largesse.ledger.store.store import AttemptFailed, Closed, Spoiled
from largesse.money import INT64_MAX
from tests.ledger.books import PostgresqlBooks, SqliteBooks
from tests.ledger.deeds import gift, grant, move, open_room, wallet
from tests.ledger.row_deeds import mark
from tests.ledger.seams import before_write, store_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ledger.books import Books

SOON = JournalLimits(deadline_seconds=0.6)


async def test_a_stopped_database_is_unavailable_within_five_seconds_and_heals(shared: PostgresqlBooks) -> None:
    ann, bob = new_id(), new_id()
    loop = asyncio.get_running_loop()
    await shared.do(grant(ann, 10))
    await asyncio.to_thread(shared.server.stop, immediate=True)
    try:
        began = loop.time()
        outcomes = await shared.outcomes(*(move(ann, bob, 1) for _ in range(20)))
        assert loop.time() - began < 5
        assert {type(outcome) for outcome in outcomes} == {Unavailable}
        with pytest.raises(AttemptFailed):
            await shared.journal.check()
    finally:
        await asyncio.to_thread(shared.server.start)
    (applied,) = await shared.do(move(ann, bob, 1))
    assert applied.result == {"after": 9}
    await shared.journal.check()
    assert await shared.balances(ann, bob) == [9, 1]


async def test_a_database_that_is_stopped_under_load_loses_and_doubles_nothing(shared: PostgresqlBooks) -> None:
    ann, bob = new_id(), new_id()
    await shared.do(grant(ann, 1_000))
    keys = [f"move {number}" for number in range(300)]
    pending = [asyncio.create_task(shared.outcomes(move(ann, bob, 1, key=key))) for key in keys]
    await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.to_thread(shared.server.stop, immediate=True)
    await asyncio.to_thread(shared.server.start)
    for key, task in zip(keys, pending, strict=True):
        (outcome,) = await task
        if not isinstance(outcome, Applied):
            assert isinstance(outcome, (OutcomeUnknown, Unavailable))
            await shared.do(move(ann, bob, 1, key=key))
    assert await shared.balances(ann, bob) == [700, 300]


async def test_a_frozen_database_is_told_of_in_time_and_is_definite_on_retry(shared: PostgresqlBooks) -> None:
    ann, bob = new_id(), new_id()
    journal = shared.node(limits=SOON)
    await shared.do(grant(ann, 10), move(ann, bob, 1), journal=journal)
    loop = asyncio.get_running_loop()
    shared.server.pause()
    try:
        began = loop.time()
        outcomes = await shared.outcomes(*(move(ann, bob, 1, key=f"k{n}") for n in range(5)), journal=journal)
        assert loop.time() - began < SOON.deadline_seconds + 0.5
        assert {type(outcome) for outcome in outcomes} <= {OutcomeUnknown, Unavailable}
        (later,) = await shared.outcomes(grant(bob, 1), journal=journal)
        assert isinstance(later, Unavailable)
    finally:
        shared.server.resume()
    patient = shared.node()
    applied = await shared.do(*(move(ann, bob, 1, key=f"k{n}") for n in range(5)), journal=patient)
    assert {each.result["after"] for each in applied} == {8, 7, 6, 5, 4}
    (healed,) = await shared.do(move(ann, bob, 1), journal=journal)
    assert healed.result == {"after": 3}
    assert await shared.balances(ann, bob) == [3, 7]


@pytest.mark.parametrize(
    "fault",
    [asyncpg.SerializationError, asyncpg.DeadlockDetectedError, asyncpg.LockNotAvailableError],
    ids=["40001", "40P01", "55P03"],
)
async def test_what_the_database_calls_a_conflict_is_decided_again(
    shared: PostgresqlBooks, fault: type[Exception]
) -> None:
    ann, bob = new_id(), new_id()
    await shared.do(grant(ann, 10))

    async def fail() -> None:
        raise fault("forced by the test")

    before_write(shared.journal, fail, times=3)
    applied = await shared.do(move(ann, bob, 1), move(ann, bob, 2))
    assert [each.result for each in applied] == [{"after": 9}, {"after": 7}]
    assert shared.batches[-1] == (2, 3)
    assert await shared.count("transfers") == 3


async def test_a_deadlock_is_decided_again(shared: PostgresqlBooks) -> None:
    ann, bob = sorted((new_id(), new_id()), key=lambda person: str(_wallet_id(person)))
    await shared.do(grant(ann, 10), grant(bob, 10))
    helper = await shared.connect()
    await helper.execute("SET deadlock_timeout = '10s'")
    lock = "SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE"
    transaction = helper.transaction()
    await transaction.start()
    await helper.execute(lock, _wallet_id(bob))
    moving = asyncio.create_task(shared.do(move(ann, bob, 1)))
    await shared.until_waiting(1)
    # The write holds the first wallet and waits for the second one; now the other way round. The node's backend
    # looks for deadlocks after a second, the helper's after ten.
    await helper.execute(lock, _wallet_id(ann))
    await transaction.rollback()
    await helper.close()
    assert (await moving)[0].result == {"after": 9}
    assert shared.batches[-1][1] >= 1
    assert await shared.balances(ann, bob) == [9, 11]


async def test_a_full_batch_with_a_refused_and_a_poisoned_deed_commits_all_others(books: Books) -> None:
    ann, bob = new_id(), new_id()
    await books.do(grant(ann, 1_000))
    deeds = [move(ann, bob, 1) for _ in range(256)]
    deeds[100] = move(ann, bob, 5_000)
    deeds[200] = mark(1_000)
    outcomes = await books.outcomes(*deeds)
    wrong = {place: outcome for place, outcome in enumerate(outcomes) if not isinstance(outcome, Applied)}
    assert sorted(wrong) == [100, 200]
    assert await books.balances(ann, bob) == [746, 254]
    assert await books.count("marks") == 0
    assert await books.rows("SELECT count(*) FROM keys WHERE key = $1", deeds[200].key) == [(0,)]


@pytest.mark.parametrize("poison", [2**63, -(2**63) - 1, "\ud800"], ids=["large", "small", "surrogate"])
async def test_a_value_that_no_column_takes_harms_no_mate(books: Books, poison: int | str) -> None:
    ann = new_id()
    bad = mark(poison) if isinstance(poison, int) else mark(1, poison)
    outcomes = await books.outcomes(grant(ann, 1), bad, grant(ann, 2))
    assert [isinstance(outcome, Applied) for outcome in outcomes] == [True, False, True]
    assert not isinstance(outcomes[1], (Unavailable, OutcomeUnknown))
    assert await books.balances(ann) == [3]
    assert await books.count("marks") == 0


async def test_a_sum_past_64_bits_is_refused_as_such_and_harms_no_mate(books: Books) -> None:
    ann, bob = new_id(), new_id()
    much = 6 * 10**18
    await books.do(grant(ann, much))
    before = await books.content()
    (alone,) = await books.outcomes(grant(bob, much))
    assert isinstance(alone, AmountOutOfRange)
    assert alone.limit == INT64_MAX
    assert await books.content() == before
    outcomes = await books.outcomes(grant(bob, 1), grant(bob, much), grant(bob, 2))
    assert [type(outcome) for outcome in outcomes] == [Applied, AmountOutOfRange, Applied]
    assert await books.balances(ann, bob) == [much, 3]


async def test_a_nul_in_a_text_harms_no_mate(shared: PostgresqlBooks) -> None:
    ann = new_id()
    outcomes = await shared.outcomes(grant(ann, 1), mark(1, "a\0b"), grant(ann, 2))
    assert [type(outcome) for outcome in outcomes] == [Applied, Spoiled, Applied]
    assert await shared.balances(ann) == [3]


async def test_a_database_that_takes_no_writes_is_unavailable_and_resumes(shared: PostgresqlBooks) -> None:
    ann = new_id()
    await shared.do(grant(ann, 10))
    before = await shared.content()
    for close, reopen in (
        ("REVOKE INSERT ON keys FROM largesse_serve", "GRANT INSERT ON keys TO largesse_serve"),
        ("REVOKE UPDATE ON accounts FROM largesse_serve", "GRANT UPDATE ON accounts TO largesse_serve"),
    ):
        await shared.rows(close)
        try:
            outcomes = await shared.outcomes(grant(ann, 1), grant(ann, 2))
        finally:
            await shared.rows(reopen)
        assert [type(outcome) for outcome in outcomes] == [Unavailable] * 2
        assert [cast("Unavailable", outcome).reason for outcome in outcomes] == ["the database takes no writes"] * 2
        assert await shared.content() == before
    await shared.do(grant(ann, 1))
    assert await shared.balances(ann) == [11]


async def test_a_read_only_session_is_unavailable_and_resumes(shared: PostgresqlBooks) -> None:
    ann = new_id()
    await shared.do(grant(ann, 10))
    session = store_of(shared.journal)._session
    assert session is not None
    await session.connection.execute("SET default_transaction_read_only = on")
    (refused,) = await shared.outcomes(grant(ann, 1))
    assert isinstance(refused, Unavailable)
    await session.connection.execute("SET default_transaction_read_only = off")
    await shared.do(grant(ann, 1))
    assert await shared.balances(ann) == [11]


async def test_a_full_file_is_unavailable_and_resumes(sqlite_template: Path, tmp_path: Path) -> None:
    books = SqliteBooks.copied(sqlite_template, tmp_path / "books.db")
    ann = new_id()
    await books.do(grant(ann, 10))
    connection = _sqlite_connection(books)
    pages = await _in_thread(books, lambda: connection.execute("PRAGMA page_count").fetchone()[0])
    await _in_thread(books, lambda: connection.execute(f"PRAGMA max_page_count = {pages}").fetchone())
    before = await books.content()
    outcomes = await books.outcomes(grant(ann, 1), *(mark(1, "x" * 100_000) for _ in range(3)))
    assert {type(outcome) for outcome in outcomes} == {Unavailable}
    assert await books.content() == before
    await _in_thread(books, lambda: connection.execute("PRAGMA max_page_count = 100000").fetchone())
    await books.do(grant(ann, 1), mark(1, "x" * 100_000))
    assert await books.balances(ann) == [11]
    assert (await books.verify()).clean
    await books.close()


async def test_a_file_that_another_process_keeps_is_unavailable_and_resumes(
    sqlite_template: Path, tmp_path: Path
) -> None:
    books = SqliteBooks.copied(sqlite_template, tmp_path / "books.db")
    ann = new_id()
    await books.do(grant(ann, 10))
    await _in_thread(books, lambda: _sqlite_connection(books).execute("PRAGMA busy_timeout = 20").fetchone())
    other = sqlite3.connect(books.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    (kept,) = await books.outcomes(grant(ann, 1))
    assert isinstance(kept, Unavailable)
    assert kept.reason == "the database takes no writes"
    with pytest.raises(Closed):
        await books.journal.check()
    other.execute("ROLLBACK")
    other.close()
    await books.journal.check()
    await books.do(grant(ann, 1))
    assert await books.balances(ann) == [11]
    await books.close()


async def test_a_slow_file_is_unknown_and_definite_on_retry(sqlite_template: Path, tmp_path: Path) -> None:
    books = SqliteBooks.copied(sqlite_template, tmp_path / "books.db")
    ann = new_id()
    journal = books.node(limits=JournalLimits(deadline_seconds=0.1))
    await books.do(grant(ann, 10), journal=journal)
    released = threading.Event()
    blocked = asyncio.get_running_loop().run_in_executor(journal._store._thread, released.wait)  # type: ignore[attr-defined]  # of SQLite
    (unknown,) = await books.outcomes(grant(ann, 1, key="k"), journal=journal)
    assert isinstance(unknown, OutcomeUnknown)
    released.set()
    await blocked
    (definite,) = await books.do(grant(ann, 1, key="k"), journal=journal)
    assert definite.result == {"after": 11}
    assert await books.balances(ann) == [11]
    assert await books.count("transfers") == 2
    await books.close()


async def test_a_deed_that_waited_past_its_deadline_is_not_tried(sqlite_template: Path, tmp_path: Path) -> None:
    books = SqliteBooks.copied(sqlite_template, tmp_path / "books.db")
    ann = new_id()
    journal = books.node(limits=JournalLimits(deadline_seconds=0.1))
    await books.do(grant(ann, 10), journal=journal)
    released = threading.Event()
    blocked = asyncio.get_running_loop().run_in_executor(journal._store._thread, released.wait)  # type: ignore[attr-defined]  # of SQLite
    first = asyncio.create_task(books.outcomes(grant(ann, 1, key="first"), journal=journal))
    await asyncio.sleep(0)
    await asyncio.sleep(0.01)
    (late,) = await books.outcomes(grant(ann, 2, key="late"), journal=journal)
    assert isinstance(late, Unavailable)
    assert isinstance((await first)[0], OutcomeUnknown)
    released.set()
    await blocked
    await books.do(grant(ann, 1, key="first"), journal=journal)
    assert await books.balances(ann) == [11]
    await books.close()


async def test_a_listener_that_breaks_does_not_change_an_answer(books: Books) -> None:
    ann, eve = new_id(), new_id()
    room = new_id()

    def breaks(_: object) -> None:
        raise ZeroDivisionError

    journal = books.journal
    journal._on_commit = breaks
    await books.do(open_room(room), grant(ann, 10))
    (applied,) = await books.do(gift(ann, eve, 1, room=room))
    assert applied.result == {"after": 9}


def _wallet_id(person: str) -> str:
    return wallet(person).id


def _sqlite_connection(books: SqliteBooks) -> sqlite3.Connection:
    return cast("sqlite3.Connection", books.journal._store._connection)  # type: ignore[attr-defined]  # of SQLite


async def _in_thread(books: SqliteBooks, work: object) -> object:
    thread = books.journal._store._thread  # type: ignore[attr-defined]  # of SQLite
    return await asyncio.get_running_loop().run_in_executor(thread, work)  # type: ignore[arg-type]  # a callable
