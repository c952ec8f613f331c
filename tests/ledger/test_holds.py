"""
Holds: what is set aside cannot be spent, and goes where it was meant to or comes back, once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from largesse.errors import InsufficientCoins, InvalidInput, NotFound
from largesse.ledger.deed import Applied
from largesse.ledger.identifiers import new_id
from tests.ledger.deeds import grant, held, move, wallet
from tests.ledger.hold_deeds import expire, post, post_part, set_aside, void

if TYPE_CHECKING:
    from tests.ledger.books import Books

PAST, AHEAD = 1_000_000, 2**62


async def hold_of(books: Books, person: str, amount: int, expires_at: int | None = None) -> str:
    (applied,) = await books.do(set_aside(person, amount, expires_at))
    return cast("str", applied.result["hold_id"])


async def hold(books: Books, hold_id: str) -> tuple[object, ...]:
    return (await books.rows("SELECT amount, remaining, status, version FROM holds WHERE id = $1", hold_id))[0]


async def amounts(books: Books, *people: str) -> list[tuple[int, int]]:
    return [(await books.balance(wallet(person)), await books.balance(held(person))) for person in people]


async def test_what_is_set_aside_cannot_be_spent(books: Books) -> None:
    ann, bob = new_id(), new_id()
    await books.do(grant(ann, 10))
    hold_id = await hold_of(books, ann, 6)
    assert await hold(books, hold_id) == (6, 6, "open", 1)
    assert await amounts(books, ann) == [(4, 6)]
    before = await books.content()
    refused = await books.outcomes(move(ann, bob, 5), set_aside(ann, 5))
    assert [type(outcome) for outcome in refused] == [InsufficientCoins] * 2
    assert await books.content() == before


async def test_a_hold_is_posted_whole(books: Books) -> None:
    ann, bob = new_id(), new_id()
    await books.do(grant(ann, 10))
    hold_id = await hold_of(books, ann, 6)
    await books.do(post(hold_id, ann, bob, 6))
    assert await hold(books, hold_id) == (6, 0, "posted", 2)
    assert await amounts(books, ann, bob) == [(4, 0), (6, 0)]


async def test_of_a_hold_that_is_posted_in_part_the_rest_goes_back(books: Books) -> None:
    ann, bob = new_id(), new_id()
    await books.do(grant(ann, 10))
    hold_id = await hold_of(books, ann, 6)
    await books.do(post(hold_id, ann, bob, 2))
    assert await hold(books, hold_id) == (6, 0, "posted", 2)
    assert await amounts(books, ann, bob) == [(8, 0), (2, 0)]


async def test_parts_are_posted_until_the_last_which_ends_the_hold(books: Books) -> None:
    ann, bob = new_id(), new_id()
    await books.do(grant(ann, 10))
    hold_id = await hold_of(books, ann, 6)
    await books.do(post_part(hold_id, ann, bob, 1), post_part(hold_id, ann, bob, 2))
    assert (await hold(books, hold_id))[:3] == (6, 3, "open")
    assert await amounts(books, ann, bob) == [(4, 3), (3, 0)]
    (refused,) = await books.outcomes(post_part(hold_id, ann, bob, 3))
    assert isinstance(refused, InvalidInput)
    await books.do(post(hold_id, ann, bob, 3))
    assert (await hold(books, hold_id))[:3] == (6, 0, "posted")
    assert await amounts(books, ann, bob) == [(4, 0), (6, 0)]


async def test_what_remains_of_a_voided_hold_comes_back(books: Books) -> None:
    ann, bob = new_id(), new_id()
    await books.do(grant(ann, 10))
    hold_id = await hold_of(books, ann, 6)
    await books.do(post_part(hold_id, ann, bob, 1))
    await books.do(void(hold_id, ann))
    assert (await hold(books, hold_id))[:3] == (6, 0, "voided")
    assert await amounts(books, ann, bob) == [(9, 0), (1, 0)]


async def test_a_hold_expires_when_its_time_has_passed_and_not_before(books: Books) -> None:
    ann = new_id()
    await books.do(grant(ann, 10))
    due = await hold_of(books, ann, 6, PAST)
    early, never = await hold_of(books, ann, 1, AHEAD), await hold_of(books, ann, 1, None)
    before = await books.content()
    for refused in await books.outcomes(expire(early, ann, key="e"), expire(never, ann)):
        assert refused == InvalidInput("hold", "it has not expired") or isinstance(refused, InvalidInput)
    assert await books.content() == before
    await books.do(expire(due, ann, key="e"))
    assert (await hold(books, due))[:3] == (6, 0, "expired")
    assert await amounts(books, ann) == [(8, 2)]


@pytest.mark.parametrize("end", ["post", "void", "expire"])
async def test_a_hold_ends_once(books: Books, end: str) -> None:
    ann, bob = new_id(), new_id()
    await books.do(grant(ann, 10))
    hold_id = await hold_of(books, ann, 6, PAST)
    ends = {"post": post(hold_id, ann, bob, 6), "void": void(hold_id, ann), "expire": expire(hold_id, ann)}
    await books.do(ends[end])
    before = await books.content()
    again = (
        post(hold_id, ann, bob, 1),
        post_part(hold_id, ann, bob, 1),
        void(hold_id, ann),
        expire(hold_id, ann),
    )
    outcomes = await books.outcomes(*again)
    assert [type(outcome) for outcome in outcomes] == [NotFound] * 4
    assert await books.content() == before


async def test_of_many_ends_at_once_one_succeeds(books: Books) -> None:
    ann, bob = new_id(), new_id()
    await books.do(grant(ann, 10))
    hold_id = await hold_of(books, ann, 6)
    ends = [deed for _ in range(10) for deed in (post(hold_id, ann, bob, 6), void(hold_id, ann))]
    outcomes = await books.outcomes(*ends)
    assert [type(outcome) for outcome in outcomes] == [Applied] + [NotFound] * 19
    assert await amounts(books, ann, bob) == [(4, 0), (6, 0)]


@pytest.mark.parametrize("amount", [0, -1, 7])
async def test_a_hold_gives_no_more_than_it_holds_and_no_less_than_one(books: Books, amount: int) -> None:
    ann, bob = new_id(), new_id()
    await books.do(grant(ann, 10))
    hold_id = await hold_of(books, ann, 6)
    before = await books.content()
    outcomes = await books.outcomes(post(hold_id, ann, bob, amount), post_part(hold_id, ann, bob, amount))
    assert [type(outcome) for outcome in outcomes] == [InvalidInput] * 2
    if amount < 1:
        (none,) = await books.outcomes(set_aside(ann, amount))
        assert isinstance(none, InvalidInput)
    assert await books.content() == before


async def test_a_hold_that_never_was_is_not_found(books: Books) -> None:
    (refused,) = await books.outcomes(void(new_id(), new_id()))
    assert isinstance(refused, NotFound)
    assert await books.count("holds") == 0
