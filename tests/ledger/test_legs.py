"""
Legs of the platform that many deeds share: posted once a batch, stored with each transfer, checked like any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from largesse.ledger.deed import Applied, Decision, PlatformLegs, Posting
from largesse.ledger.identifiers import new_id
from largesse.ledger.plan import BrokenDecision
from tests.ledger.deeds import FEES, ISSUED, does, grant, wallet

if TYPE_CHECKING:
    from largesse.ledger.deed import Deed
    from tests.ledger.books import Books

LEGS = PlatformLegs((Posting(ISSUED, -10), Posting(FEES, 3)))


def bought(person: str, coins: int = 7, legs: PlatformLegs | None = LEGS) -> Deed:
    """A deed that credits a wallet against shared legs."""
    account = wallet(person)
    postings = (Posting(account, coins),) if coins else ()
    return does(
        "bought",
        (person, coins),
        lambda needs: needs.wallet(account),
        lambda _, __: Decision(postings=postings, legs=legs),
    )


async def test_shared_legs_are_posted_for_each_deed_and_entered_once_a_batch(books: Books) -> None:
    ann, bob = new_id(), new_id()
    await books.do(bought(ann), bought(bob), grant(bob, 1), bought(ann))
    assert books.batches == [(4, 0)]
    assert await books.balances(ann, bob) == [14, 8]
    assert (await books.balance(ISSUED), await books.balance(FEES)) == (-31, 9)
    of_fees = "SELECT e.number, e.amount, e.balance FROM entries e JOIN accounts a ON a.id = e.account_id"
    assert await books.rows(f"{of_fees} WHERE a.purpose = $1", FEES.purpose) == [(1, 9, 9)]


async def test_a_transfer_stores_the_shared_legs_behind_its_own(books: Books) -> None:
    ann = new_id()
    (applied,) = await books.do(bought(ann))
    ((text,),) = await books.rows("SELECT postings FROM transfers WHERE id = $1", applied.deed_id)
    assert orjson.loads(str(text)) == [[wallet(ann).id, "COIN", 7], ["issued", "COIN", -10], ["fees", "COIN", 3]]


async def test_legs_that_do_not_balance_with_the_postings_leave_nothing_and_harm_no_mate(books: Books) -> None:
    ann, bob = new_id(), new_id()
    await books.do(grant(ann, 10))
    before = await books.content()
    (alone,) = await books.outcomes(bought(ann, coins=8))
    assert isinstance(alone, BrokenDecision)
    assert await books.content() == before
    outcomes = await books.outcomes(bought(bob), bought(ann, coins=8), bought(bob))
    assert [type(outcome) for outcome in outcomes] == [Applied, BrokenDecision, Applied]
    assert await books.balances(ann, bob) == [10, 14]


async def test_shared_legs_alone_are_a_transfer(books: Books) -> None:
    legs = PlatformLegs((Posting(ISSUED, -3), Posting(FEES, 3)))
    (applied,) = await books.do(bought(new_id(), coins=0, legs=legs))
    ((text,),) = await books.rows("SELECT postings FROM transfers WHERE id = $1", applied.deed_id)
    assert orjson.loads(str(text)) == [["issued", "COIN", -3], ["fees", "COIN", 3]]
    assert await books.balance(FEES) == 3


def test_an_account_of_a_person_takes_no_shared_legs() -> None:
    with pytest.raises(ValueError, match="takes no shared legs"):
        PlatformLegs((Posting(wallet(new_id()), 1), Posting(ISSUED, -1)))
