"""
Entries, transfers and balances: what is stored of postings, for people and for the platform.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from largesse.ledger.account import PLATFORM_ID, AccountClass, AccountMode, account_id, person_account, platform_account
from largesse.ledger.deed import Applied, Decision, Posting
from largesse.ledger.identifiers import new_id
from largesse.ledger.journal import JournalLimits
from largesse.ledger.plan import BrokenDecision
from tests.ledger.deeds import FEES, ISSUED, does, earned, gift, grant, move, nothing, reverse, take_back, wallet

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse.ledger.deed import Needs
    from tests.ledger.books import Books, PostgresqlBooks


async def test_a_batch_holds_deeds_of_every_kind(books: Books) -> None:
    ann, bob, eve = new_id(), new_id(), new_id()
    deeds = [grant(ann, 100), move(ann, bob, 30), gift(ann, eve, 20, fee=5), take_back(eve, ann, 6), move(bob, ann, 1)]
    applied = await books.do(*deeds)
    assert books.batches == [(5, 0)]
    assert [each.result for each in applied] == [
        {"after": 100},
        {"after": 70},
        {"after": 50},
        {"before": 15},
        {"after": 29},
    ]
    assert await books.balances(ann, bob) == [57, 29]
    assert await books.balance(earned(eve)) == 9
    assert await books.balance(FEES) == 5
    assert await books.balance(ISSUED) == -100


async def test_entries_of_a_person_are_numbered_from_one_with_the_balance_after_each(books: Books) -> None:
    ann, bob = new_id(), new_id()
    first = [grant(ann, 10), grant(ann, 5), move(ann, bob, 12)]
    await books.do(*first)
    second = [move(ann, bob, 3), grant(ann, 1)]
    await books.do(*second)
    rows = await books.rows(
        "SELECT number, cause_id, amount, balance FROM entries WHERE account_id = $1 ORDER BY number", wallet(ann).id
    )
    causes = [deed.id for deed in (*first, *second)]
    assert rows == [
        (1, causes[0], 10, 10),
        (2, causes[1], 5, 15),
        (3, causes[2], -12, 3),
        (4, causes[3], -3, 0),
        (5, causes[4], 1, 1),
    ]
    account = await books.rows("SELECT balance, entries, floor, slot FROM accounts WHERE id = $1", wallet(ann).id)
    assert account == [(1, 5, 0, 0)]


async def test_what_a_deed_posts_twice_to_one_account_are_two_entries_and_one_transfer(books: Books) -> None:
    ann = wallet(new_id())
    legs = (Posting(ann, 10), Posting(ISSUED, -7), Posting(ann, -4), Posting(FEES, 1))
    (applied,) = await books.do(does("odd", (), lambda needs: needs.wallet(ann), lambda _, __: Decision(postings=legs)))
    rows = await books.rows("SELECT number, amount, balance FROM entries WHERE account_id = $1", ann.id)
    assert sorted(rows) == [(1, 10, 10), (2, -4, 6)]
    assert await books.rows("SELECT id FROM transfers") == [(applied.deed_id,)]


async def test_a_transfer_stores_its_complete_postings(books: Books) -> None:
    ann, eve = new_id(), new_id()
    granted, given = await books.do(grant(ann, 9), gift(ann, eve, 9, fee=2))
    rows = {str(row[0]): str(row[1]) for row in await books.rows("SELECT id, postings FROM transfers")}
    assert orjson.loads(rows[granted.deed_id]) == [[wallet(ann).id, "COIN", 9], ["issued", "COIN", -9]]
    assert orjson.loads(rows[given.deed_id]) == [
        [wallet(ann).id, "COIN", -9],
        [earned(eve).id, "COIN", 7],
        ["fees", "COIN", 2],
    ]


async def test_entries_of_the_platform_are_folded_per_batch_and_name_it(books: Books) -> None:
    ann = new_id()
    await books.do(grant(ann, 10), grant(ann, 20))
    await books.do(grant(ann, 5))
    batches = [row[0] for row in await books.rows("SELECT DISTINCT batch_id FROM transfers ORDER BY batch_id")]
    rows = await books.rows("SELECT number, cause_id, amount, balance FROM entries WHERE account_id = $1", ISSUED.id)
    assert sorted(rows) == [(1, batches[0], -30, -30), (2, batches[1], -5, -35)]


async def test_what_a_batch_folds_to_nothing_leaves_no_entry(books: Books) -> None:
    ann, bob = new_id(), new_id()
    opposite = does(
        "burn",
        (ann,),
        lambda needs: needs.wallet(wallet(ann)),
        lambda _, __: Decision(postings=(Posting(wallet(ann), -10), Posting(ISSUED, 10))),
    )
    await books.do(grant(ann, 10), opposite)
    assert await books.rows("SELECT * FROM entries WHERE account_id = $1", ISSUED.id) == []
    assert await books.rows("SELECT balance, entries FROM accounts WHERE id = $1", ISSUED.id) == [(0, 0)]
    await books.do(grant(bob, 1))
    assert await books.rows("SELECT balance, entries FROM accounts WHERE id = $1", ISSUED.id) == [(-1, 1)]


async def test_each_node_folds_into_its_own_slot(shared: PostgresqlBooks) -> None:
    ann = new_id()
    slots = (0, 3, 15)
    for slot in slots:
        node = shared.node(limits=JournalLimits(slot=slot))
        await shared.do(grant(ann, 10 + slot), journal=node)
    rows = await shared.rows(
        "SELECT id, slot, balance, entries, floor FROM accounts WHERE purpose = 'issued' ORDER BY slot"
    )
    assert rows == [(account_id(PLATFORM_ID, "issued", "COIN", slot), slot, -10 - slot, 1, None) for slot in slots]
    assert await shared.balance(ISSUED) == -48


async def test_assets_are_balanced_each_for_itself(books: Books) -> None:
    ann = new_id()
    diamonds = person_account(ann, "earned", "DIAMOND", AccountMode.EARNINGS)
    value = platform_account("value", "DIAMOND", AccountClass.EXPENSE)
    legs = (Posting(wallet(ann), 3), Posting(ISSUED, -3), Posting(diamonds, 3_000_000), Posting(value, -3_000_000))
    await books.do(does("both", (), lambda needs: needs.wallet(wallet(ann)), lambda _, __: Decision(postings=legs)))
    assert [await books.balance(account) for account in (wallet(ann), ISSUED, diamonds, value)] == [
        3,
        -3,
        3_000_000,
        -3_000_000,
    ]


@pytest.mark.parametrize("amount", [2**62, 2**63 - 1])
async def test_amounts_reach_to_64_bits(books: Books, amount: int) -> None:
    ann, bob = new_id(), new_id()
    await books.do(grant(ann, amount))
    await books.do(move(ann, bob, amount))
    assert await books.balances(ann, bob) == [0, amount]


async def test_a_reversal_names_what_it_reverses_and_is_refused_twice(books: Books) -> None:
    ann, eve = new_id(), new_id()
    _, given = await books.do(grant(ann, 9), gift(ann, eve, 9, fee=2))
    legs = (Posting(wallet(ann), -9), Posting(earned(eve), 7), Posting(FEES, 2))
    (reversed_once,) = await books.do(reverse(given.deed_id, legs))
    before = await books.content()
    for again in (reverse(given.deed_id, legs), reverse(given.deed_id, legs)):
        (refused,) = await books.outcomes(again)
        assert not isinstance(refused, Applied)
    assert await books.content() == before
    rows = await books.rows("SELECT id FROM transfers WHERE reverses_id = $1", given.deed_id)
    assert rows == [(reversed_once.deed_id,)]
    assert await books.balances(ann) == [9]
    assert await books.balance(earned(eve)) == 0


BROKEN: dict[str, Callable[[str], tuple[Posting, ...]]] = {
    "unbalanced": lambda ann: (Posting(wallet(ann), 1),),
    "unbalanced in one asset": lambda ann: (
        Posting(wallet(ann), 1),
        Posting(platform_account("issued", "USD", AccountClass.ASSET), -1),
    ),
    "below the floor": lambda ann: (Posting(wallet(ann), -11), Posting(ISSUED, 11)),
    "below the floor on the way": lambda ann: (Posting(wallet(ann), -11), Posting(wallet(ann), 11)),
    "a wallet that was not named": lambda _: (Posting(wallet(new_id()), 1), Posting(ISSUED, -1)),
    "earnings below the floor": lambda _: (Posting(earned(new_id()), -1), Posting(ISSUED, 1)),
}


@pytest.mark.parametrize("how", BROKEN)
async def test_a_decision_that_may_not_be_leaves_nothing_and_harms_no_mate(books: Books, how: str) -> None:
    ann, bob = new_id(), new_id()
    await books.do(grant(ann, 10))
    before = await books.content()
    legs = BROKEN[how](ann)

    def names(needs: Needs) -> None:
        needs.wallet(wallet(ann))

    broken = does("broken", (how,), names, lambda _, __: Decision(postings=legs))
    (alone,) = await books.outcomes(broken)
    assert isinstance(alone, BrokenDecision)
    assert await books.content() == before
    outcomes = await books.outcomes(grant(bob, 1), broken, grant(bob, 2))
    assert [type(outcome) for outcome in outcomes] == [Applied, BrokenDecision, Applied]
    assert await books.balances(ann, bob) == [10, 3]


@pytest.mark.parametrize(
    "result", [{"number": 2**70}, {"set": {1}}, {"text": "\ud800"}], ids=["too large", "no JSON", "a lone surrogate"]
)
async def test_a_deed_whose_result_cannot_be_stored_leaves_nothing_and_harms_no_mate(
    books: Books, result: dict[str, object]
) -> None:
    ann, bob = wallet(new_id()), new_id()
    legs = (Posting(ann, 5), Posting(ISSUED, -5))
    odd = does("odd", (), lambda needs: needs.wallet(ann), lambda _, __: Decision(postings=legs, result=result))
    outcomes = await books.outcomes(grant(bob, 1), odd, grant(bob, 2))
    assert [isinstance(outcome, Applied) for outcome in outcomes] == [True, False, True]
    assert await books.rows("SELECT * FROM accounts WHERE id = $1", ann.id) == []
    assert await books.balances(bob) == [3]


async def test_a_deed_that_breaks_harms_no_mate(books: Books) -> None:
    bob = new_id()

    def breaks(_: object, __: str) -> Decision:
        raise ZeroDivisionError

    def breaks_naming(_: Needs) -> None:
        raise ZeroDivisionError

    deciding = does("breaks", (), nothing, breaks)
    naming = does("breaks", (), breaks_naming, breaks)
    outcomes = await books.outcomes(grant(bob, 1), deciding, grant(bob, 2), naming, grant(bob, 4))
    assert [type(outcome) for outcome in outcomes] == [Applied, ZeroDivisionError, Applied, ZeroDivisionError, Applied]
    assert await books.balances(bob) == [7]


async def test_a_deed_reads_every_credit_of_earnings_named_or_not(books: Books) -> None:
    ann, eve = new_id(), new_id()
    await books.do(grant(ann, 100), gift(ann, eve, 10))
    (first,) = await books.do(take_back(eve, ann, 1))
    await books.do(gift(ann, eve, 20))
    (second,) = await books.do(take_back(eve, ann, 1))
    assert (first.result, second.result) == ({"before": 10}, {"before": 29})
