# ruff: noqa: S608  # faults are planted by statements over identifiers that the test made
"""
Verification: each check finds a difference that was planted for it, and says what it is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from largesse.ledger.identifiers import new_id
from largesse.ledger.verification import LEDGER_CHECKS, Check
from largesse.ledger.verification.run import verify_postgresql, verify_sqlite
from tests.ledger.books import PostgresqlBooks, SqliteBooks
from tests.ledger.deeds import ISSUED, gift, grant, held, move, open_room, wallet
from tests.ledger.hold_deeds import set_aside

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.ledger.books import Books

ANN, BOB, EVE, ROOM, NOBODY = (new_id() for _ in range(5))
GRANTED = grant(ANN, 20)
MOVED = move(ANN, BOB, 5)
HOLD = set_aside(ANN, 6)
ANN_ID, BOB_ID, HELD_ID = wallet(ANN).id, wallet(BOB).id, held(ANN).id


@dataclass(frozen=True)
class Fault:
    """A statement that plants a difference, the check that must find it, and what that must name."""

    check: str
    subject: str
    statement: str


FAULTS = {
    "a transfer that does not balance": Fault(
        "transfers",
        MOVED.id,
        f"""UPDATE transfers SET postings = '[["{ANN_ID}","COIN",-5],["{BOB_ID}","COIN",6]]' WHERE id = '{MOVED.id}'""",
    ),
    "a transfer that balances over two assets only": Fault(
        "transfers",
        MOVED.id,
        f"""UPDATE transfers SET postings = '[["{ANN_ID}","COIN",-5],["{BOB_ID}","GEM",5]]' WHERE id = '{MOVED.id}'""",
    ),
    "an asset that came from nowhere": Fault(
        "assets", "COIN", f"UPDATE accounts SET balance = balance + 1 WHERE id = '{BOB_ID}'"
    ),
    "a balance that is not the sum of its entries": Fault(
        "balances", BOB_ID, f"UPDATE accounts SET balance = balance + 1 WHERE id = '{BOB_ID}'"
    ),
    "a platform's balance that is not the sum of its entries": Fault(
        "balances", ISSUED.id, f"UPDATE accounts SET balance = balance + 1 WHERE id = '{ISSUED.id}'"
    ),
    "a count of entries that is wrong": Fault(
        "balances", ANN_ID, f"UPDATE accounts SET entries = entries + 1 WHERE id = '{ANN_ID}'"
    ),
    "an entry that is gone": Fault(
        "balances", ANN_ID, f"DELETE FROM entries WHERE account_id = '{ANN_ID}' AND number = 2"
    ),
    "numbers with a gap": Fault(
        "balances", ANN_ID, f"UPDATE entries SET number = 9 WHERE account_id = '{ANN_ID}' AND number = 3"
    ),
    "an entry that stands wrong": Fault(
        "history", ANN_ID, f"UPDATE entries SET balance = balance + 1 WHERE account_id = '{ANN_ID}' AND number = 1"
    ),
    "an entry that is dated before the one it follows": Fault(
        "history", ANN_ID, f"UPDATE entries SET posted_at = 1 WHERE account_id = '{ANN_ID}' AND number = 2"
    ),
    "a person who was below the floor": Fault(
        "floors", ANN_ID, f"UPDATE entries SET balance = -1 WHERE account_id = '{ANN_ID}' AND number = 2"
    ),
    "an entry without an account": Fault(
        "orphans", NOBODY, f"INSERT INTO entries VALUES ('{NOBODY}', 1, '{MOVED.id}', 1, 1, 1)"
    ),
    "a transfer without a key": Fault("orphans", MOVED.id, f"DELETE FROM keys WHERE deed_id = '{MOVED.id}'"),
    "a deed with two keys": Fault(
        "orphans",
        MOVED.id,
        f"INSERT INTO keys SELECT caller_id, 'another', fingerprint, operation, deed_id, result, decided_at"
        f" FROM keys WHERE deed_id = '{MOVED.id}'",
    ),
    "an entry of another transfer": Fault(
        "legs",
        BOB_ID,
        f"UPDATE entries SET cause_id = '{GRANTED.id}' WHERE account_id = '{BOB_ID}' AND cause_id = '{MOVED.id}'",
    ),
    "a posting that has no entry": Fault(
        "legs",
        BOB_ID,
        f"""UPDATE transfers SET postings = '[["{ANN_ID}","COIN",-5],["{BOB_ID}","COIN",2],["{BOB_ID}","COIN",3]]'
        WHERE id = '{MOVED.id}'""",
    ),
    "an entry of the platform in another batch": Fault(
        "folds", "issued/COIN", f"UPDATE entries SET cause_id = '{NOBODY}' WHERE account_id = '{ISSUED.id}'"
    ),
    "an event that is gone": Fault("streams", ROOM, f"DELETE FROM events WHERE stream_id = '{ROOM}'"),
    "offsets with a gap": Fault(
        "streams", ROOM, f"UPDATE events SET stream_offset = 9 WHERE stream_id = '{ROOM}' AND stream_offset = 2"
    ),
    "a head that is ahead": Fault("streams", ROOM, f"UPDATE streams SET head = head + 1 WHERE id = '{ROOM}'"),
    "events without a stream": Fault(
        "streams", NOBODY, f"INSERT INTO events VALUES ('{NOBODY}', 1, 'said', '{MOVED.id}', '{{}}', 1)"
    ),
    "a hold that is not there": Fault(
        "holds",
        HELD_ID,
        f"UPDATE holds SET remaining = 6, amount = 7 WHERE id = '{HOLD.id}'; "
        f"INSERT INTO holds VALUES ('{NOBODY}', '{ANN_ID}', '{HELD_ID}', 1, 1, 'open', NULL, 1)",
    ),
}


@pytest.fixture(params=["sqlite", "postgresql"])
async def told(request: pytest.FixtureRequest, bound: Callable[[str], Books]) -> AsyncIterator[Books]:
    """Books with something in every table, which a test is about to spoil."""
    books = bound(request.param)
    for deed in (open_room(ROOM), GRANTED, MOVED, HOLD, gift(ANN, EVE, 4, fee=1, room=ROOM)):
        await books.do(deed)
    assert (await books.verify()).clean
    yield books
    await books.close()


async def plant(books: Books, statement: str) -> None:
    """Run statements that the database refuses to whoever serves."""
    if isinstance(books, SqliteBooks):
        for (name,) in await books.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
            await books.rows(f"DROP TRIGGER {name}")
    for part in statement.split("; "):
        await books.rows(part)


def test_every_check_has_a_fault() -> None:
    assert {fault.check for fault in FAULTS.values()} == {check.name for check in LEDGER_CHECKS}


@pytest.mark.parametrize("name", FAULTS)
async def test_a_difference_is_found_by_its_check_which_names_what_it_is_about(told: Books, name: str) -> None:
    fault = FAULTS[name]
    await plant(told, fault.statement)
    report = await told.verify()
    assert not report.clean
    assert report.differences == len(report.first) > 0
    assert (fault.check, fault.subject) in {(each.check, each.subject) for each in report.first}


async def test_a_clean_report_says_what_was_looked_at(told: Books) -> None:
    report = await told.verify()
    assert report.checks == [check.name for check in LEDGER_CHECKS]
    assert report.counts == {
        "accounts": await told.count("accounts"),
        "transfers": 4,
        "entries": await told.count("entries"),
        "events": 2,
    }
    assert report.first == []


async def test_checks_of_floors_above_run_after_the_ledgers_own(told: Books) -> None:
    above = Check("coins", "all coins are known", "SELECT CAST(drawn(100, 3, 2) AS text), 'is drawn'")
    if isinstance(told, PostgresqlBooks):
        report = await verify_postgresql(told.dsn, [above])
    else:
        assert isinstance(told, SqliteBooks)
        report = await verify_sqlite(told.path, [above])
    assert report.checks[-1] == "coins"
    assert [(each.check, each.subject, each.detail) for each in report.first] == [("coins", "66", "is drawn")]


async def test_more_differences_than_a_report_keeps_are_counted(told: Books) -> None:
    await plant(
        told,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)"
        f" INSERT INTO events SELECT '{NOBODY}', i, 'said', '{NOBODY}', '{{}}', 1 FROM n",
    )
    many = Check("many", "no events", "SELECT CAST(stream_id AS text), kind FROM events")
    report = await (
        verify_postgresql(told.dsn, [many]) if isinstance(told, PostgresqlBooks) else verify_sqlite(told.path, [many])  # type: ignore[attr-defined]  # books in a file
    )
    assert report.differences == 1203
    assert len(report.first) == 1000
