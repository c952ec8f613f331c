"""
Keys: one key, one effect; the same call is answered from it, another one is refused, a refusal leaves it free.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from largesse.errors import GiftTypeUnknown, InsufficientCoins, InvalidInput, KeyReused
from largesse.ledger.deed import Applied
from largesse.ledger.identifiers import new_id
from tests.ledger.deeds import CALLER, grant, move
from tests.ledger.row_deeds import mark

if TYPE_CHECKING:
    from tests.ledger.books import Books, PostgresqlBooks


async def test_the_same_key_and_content_answers_what_was_committed(books: Books) -> None:
    ann = new_id()
    first, *others = await books.do(*(grant(ann, 10, key="k") for _ in range(3)))
    (later,) = await books.do(grant(ann, 10, key="k"))
    assert not first.replayed
    for replay in (*others, later):
        assert replay == Applied(first.deed_id, {"after": 10}, replayed=True, answer=None)
    assert await books.balances(ann) == [10]
    assert await books.count("transfers") == 1


async def test_a_replay_answers_after_a_restart(books: Books) -> None:
    ann = new_id()
    (first,) = await books.do(grant(ann, 10, key="k"))
    await books.restart()
    assert await books.do(grant(ann, 10, key="k")) == [first._replace(replayed=True)]
    assert await books.balances(ann) == [10]


async def test_a_replay_answers_on_another_node(shared: PostgresqlBooks) -> None:
    ann = new_id()
    (first,) = await shared.do(grant(ann, 10, key="k"))
    other = shared.node()
    assert await shared.do(grant(ann, 10, key="k"), journal=other) == [first._replace(replayed=True)]
    assert await shared.balances(ann) == [10]


@pytest.mark.parametrize("again", ["in one batch", "later"])
async def test_the_same_key_for_another_content_or_operation_is_refused(books: Books, again: str) -> None:
    ann, bob = new_id(), new_id()
    first = grant(ann, 10, key="k")
    others = [grant(ann, 11, key="k"), grant(bob, 10, key="k"), move(ann, bob, 10, key="k")]
    # One with the fingerprint of the first and another operation: the operation alone is enough.
    others.append(replace(first, id=new_id(), operation="borrow"))
    if again == "later":
        await books.do(first)
        before = await books.content()
        outcomes = await books.outcomes(*others)
        assert await books.content() == before
    else:
        outcomes = (await books.outcomes(first, *others))[1:]
    assert [type(outcome) for outcome in outcomes] == [KeyReused] * 4
    assert {cast("KeyReused", outcome).key for outcome in outcomes} == {"k"}
    assert await books.balances(ann, bob) == [10, 0]
    assert await books.count("keys") == 1


async def test_another_caller_has_keys_of_their_own(books: Books) -> None:
    ann, other = new_id(), new_id()
    first, second = await books.do(grant(ann, 10, key="k"), grant(ann, 5, key="k", caller=other))
    assert (first.replayed, second.replayed) == (False, False)
    assert await books.balances(ann) == [15]
    assert sorted(await books.rows("SELECT caller_id, key FROM keys")) == sorted([(CALLER, "k"), (other, "k")])


async def test_a_refused_deed_leaves_nothing_and_its_key_is_free(books: Books) -> None:
    ann, bob = new_id(), new_id()
    await books.do(grant(ann, 10))
    before = await books.content()
    (refused,) = await books.outcomes(move(ann, bob, 11, key="k"))
    assert isinstance(refused, InsufficientCoins)
    assert (refused.needed, refused.available) == (11, 10)
    assert await books.content() == before
    assert len(books.heard) == 0
    (applied,) = await books.do(move(ann, bob, 10, key="k"))
    assert not applied.replayed
    assert await books.balances(ann, bob) == [0, 10]


async def test_a_refused_deed_harms_none_of_its_batch(books: Books) -> None:
    ann, bob = new_id(), new_id()
    outcomes = await books.outcomes(grant(ann, 10), move(ann, bob, 11), move(ann, bob, 4))
    assert [type(outcome) for outcome in outcomes] == [Applied, InsufficientCoins, Applied]
    assert books.batches == [(3, 0)]
    assert await books.balances(ann, bob) == [6, 4]
    assert await books.count("keys") == 2


async def test_a_mate_with_the_same_key_waits_for_the_first_and_decides_for_itself_if_that_is_refused(
    books: Books,
) -> None:
    ann, bob = new_id(), new_id()
    refused, _, applied, replayed = await books.outcomes(
        move(ann, bob, 10, key="k"), grant(ann, 10), move(ann, bob, 10, key="k"), move(ann, bob, 10, key="k")
    )
    assert isinstance(refused, InsufficientCoins)
    assert isinstance(applied, Applied)
    assert not applied.replayed
    assert replayed == applied._replace(replayed=True)
    assert books.batches == [(4, 0)]
    assert await books.balances(ann, bob) == [0, 10]


async def test_a_failure_that_travels_in_a_deed_is_raised_after_the_key_was_looked_up(books: Books) -> None:
    ann = new_id()
    gone = GiftTypeUnknown("rose")
    assert await books.outcomes(grant(ann, 10, key="k", failure=gone)) == [gone]
    assert await books.count("keys") == 0
    (first,) = await books.do(grant(ann, 10, key="k"))
    # The gift type has been taken off the shelf since: the same call still answers what was committed.
    assert await books.do(grant(ann, 10, key="k", failure=gone)) == [first._replace(replayed=True)]
    # And another content is a reused key, not an unknown gift type.
    (reused,) = await books.outcomes(grant(ann, 11, key="k", failure=gone))
    assert isinstance(reused, KeyReused)
    assert await books.balances(ann) == [10]


async def test_what_a_replay_answers_is_stored_with_its_key(books: Books) -> None:
    deed = mark(1, "ü — “x”", key="κ 🌹")
    (applied,) = await books.do(deed)
    rows = await books.rows("SELECT caller_id, key, fingerprint, operation, deed_id, result FROM keys")
    assert rows == [(CALLER, "κ 🌹", deed.fingerprint, "mark", applied.deed_id, "{}")]
    assert applied.deed_id == deed.id


async def test_a_key_that_is_refused_with_its_deed_can_be_refused_again(books: Books) -> None:
    bad = InvalidInput("amount", "no")
    outcomes = await books.outcomes(*(grant(new_id(), 1, key="k", failure=bad) for _ in range(3)))
    assert outcomes == [bad] * 3
    assert await books.count("keys") == 0
