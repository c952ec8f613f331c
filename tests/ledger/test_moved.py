"""
How far wallets go: after each commit the number of the last entry of every wallet that it moved is told.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from largesse.errors import InsufficientCoins
from largesse.ledger.identifiers import new_id
from tests.ledger.deeds import gift, grant, move, permit, wallet

if TYPE_CHECKING:
    from tests.ledger.books import Books, PostgresqlBooks

CLIENTS = 32


async def test_each_wallet_that_moved_is_told_with_its_last_number(books: Books) -> None:
    ann, bob = new_id(), new_id()
    await books.do(grant(ann, 10))
    await books.do(move(ann, bob, 3))
    await books.do(move(ann, bob, 1), move(ann, bob, 1), move(bob, ann, 2))
    of_ann, of_bob = wallet(ann).id, wallet(bob).id
    assert books.moved[:2] == [{of_ann: 1}, {of_ann: 2, of_bob: 1}]
    assert books.moved[-1] == {of_ann: 5, of_bob: 4}


async def test_what_is_earned_and_what_is_the_platforms_is_not_told(books: Books) -> None:
    ann, creator = new_id(), new_id()
    await books.do(grant(ann, 10))
    await books.do(gift(ann, creator, 4, fee=1))
    assert books.moved == [{wallet(ann).id: 1}, {wallet(ann).id: 2}]


async def test_what_enters_nothing_is_not_told(books: Books) -> None:
    ann, bob = new_id(), new_id()
    spent = move(ann, bob, 10, key="once")
    await books.do(grant(ann, 10))
    await books.do(spent)
    books.moved.clear()
    await books.do(permit(ann, allowed=False))
    [again] = await books.do(move(ann, bob, 10, key="once"))
    assert again.replayed
    with pytest.raises(InsufficientCoins):
        await books.do(move(bob, ann, 11))
    assert books.moved == []


async def test_two_nodes_tell_each_number_that_is_a_last_one_as_it_is_in_the_books(shared: PostgresqlBooks) -> None:
    people = [new_id() for _ in range(3)]
    nodes = [shared.journal, shared.node()]
    await shared.do(*(grant(person, 1_000) for person in people))

    async def client(number: int) -> None:
        for turn in range(8):
            source, target = people[number % 3], people[(number + 1 + turn % 2) % 3]
            await nodes[number % 2].submit(move(source, target, 1))

    await asyncio.gather(*(client(number) for number in range(CLIENTS)))
    for person in people:
        account = wallet(person).id
        told = [numbers[account] for numbers in shared.moved if account in numbers]
        rows = await shared.rows("SELECT entries FROM accounts WHERE id = $1", account)
        assert max(told) == rows[0][0]
        assert len(set(told)) == len(told)
