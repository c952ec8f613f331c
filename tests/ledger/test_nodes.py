"""
Several nodes on one PostgreSQL, at once: the same keys, the same wallets crosswise, the last coins.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from largesse.errors import InsufficientCoins
from largesse.ledger.deed import Applied
from largesse.ledger.identifiers import new_id
from tests.ledger.deeds import earned, gift, grant, move, open_room, set_door, take_back
from tests.ledger.row_deeds import redeem, voucher

if TYPE_CHECKING:
    from tests.ledger.books import Books, PostgresqlBooks

CLIENTS = 64


async def test_the_same_64_keys_on_two_nodes_at_once_are_done_once_each(shared: PostgresqlBooks) -> None:
    people = [new_id() for _ in range(8)]
    nodes = [shared.journal, shared.node()]
    await shared.do(*(grant(person, 1_000) for person in people))
    calls = [(node, f"k{n}", people[n % 8], people[(n + 3) % 8], n + 1) for n in range(CLIENTS) for node in nodes]
    outcomes = await asyncio.gather(
        *(node.submit(move(source, target, amount, key=key)) for node, key, source, target, amount in calls)
    )
    for first, second in zip(outcomes[::2], outcomes[1::2], strict=True):
        assert first.deed_id == second.deed_id
        assert first.result == second.result
        assert sorted((first.replayed, second.replayed)) == [False, True]
    assert await shared.count("transfers") == len(people) + CLIENTS
    assert sum(await shared.balances(*people)) == 8_000


async def test_64_clients_crosswise_on_4_wallets_and_two_nodes(shared: PostgresqlBooks) -> None:
    people = [new_id() for _ in range(4)]
    nodes = [shared.journal, shared.node()]
    await shared.do(*(grant(person, 10_000) for person in people))

    async def client(number: int) -> None:
        node = nodes[number % 2]
        for turn in range(6):
            source, target = people[(number + turn) % 4], people[(number // 2 + 3 * turn + 1) % 4]
            if source != target:
                await node.submit(move(source, target, 1 + number % 7))
            await node.submit(gift(source, target, 2))
            await node.submit(take_back(target, source, 2))

    await asyncio.gather(*(client(number) for number in range(CLIENTS)))
    assert sum(await shared.balances(*people)) == 40_000
    assert [await shared.balance(earned(person)) for person in people] == [0] * 4


async def test_of_64_who_spend_the_last_coins_one_succeeds(books: Books) -> None:
    ann = new_id()
    others = [new_id() for _ in range(CLIENTS)]
    await books.do(grant(ann, 10))
    nodes = [books.journal, books.journal]
    if hasattr(books, "server"):
        nodes[1] = books.node()
    outcomes = await asyncio.gather(
        *(nodes[place % 2].submit(move(ann, other, 10)) for place, other in enumerate(others)), return_exceptions=True
    )
    kinds = [type(outcome) for outcome in outcomes]
    assert kinds.count(Applied) == 1
    assert kinds.count(InsufficientCoins) == CLIENTS - 1
    assert sorted(await books.balances(*others)) == [0] * (CLIENTS - 1) + [10]
    assert await books.balances(ann) == [0]
    assert await books.count("keys") == 2


async def test_vouchers_that_are_granted_while_others_draw_are_used_once(shared: PostgresqlBooks) -> None:
    ann = new_id()
    nodes = [shared.journal, shared.node()]
    await shared.do(grant(ann, 1), voucher(ann, 5, place=50))
    deeds = [(voucher(ann, 3, place=place), redeem(ann, 2)) for place in range(40)]
    outcomes = await asyncio.gather(
        *(nodes[(place + turn) % 2].submit(deed) for place, pair in enumerate(deeds) for turn, deed in enumerate(pair)),
        return_exceptions=True,
    )
    drawn = sum(2 for outcome in outcomes[1::2] if isinstance(outcome, Applied))
    rows = await shared.rows("SELECT sum(used), sum(quantity) FROM vouchers")
    assert rows == [(drawn, 125)]
    assert drawn >= 10


async def test_a_range_is_read_as_far_as_a_deed_needs_it(books: Books) -> None:
    ann = new_id()
    await books.do(grant(ann, 1))
    await books.do(*(voucher(ann, 1, place=place) for place in range(200, 0, -1)))
    (first,) = await books.do(redeem(ann, 3))
    assert first.result == {"used": [[1, 1], [2, 1], [3, 1]]}
    (many,) = await books.do(redeem(ann, 150))
    assert many.result == {"used": [[place, 1] for place in range(4, 154)]}
    outcomes = await books.outcomes(*(redeem(ann, 10) for _ in range(6)))
    assert [type(outcome) for outcome in outcomes] == [Applied] * 4 + [InsufficientCoins] * 2
    assert outcomes[5].available == 7  # type: ignore[union-attr]  # it is such a refusal
    (late,) = await books.do(redeem(ann, 7))
    assert late.result == {"used": [[place, 1] for place in range(194, 201)]}


async def test_a_door_that_is_shut_while_gifts_are_in_flight_lets_none_in_behind_it(shared: PostgresqlBooks) -> None:
    ann, eve, room = new_id(), new_id(), new_id()
    other = shared.node()
    await shared.do(open_room(room), grant(ann, 1_000))
    gifts = [asyncio.create_task(shared.outcomes(gift(ann, eve, 1, room=room))) for _ in range(200)]
    while len(shared.heard) < 3:  # the room's opening, and a batch or two of gifts
        await asyncio.sleep(0)
        if all(task.done() for task in gifts):
            break
    await shared.do(set_door(room, is_open=False), journal=other)
    more = await shared.outcomes(*(gift(ann, eve, 1, room=room) for _ in range(20)))
    assert not any(isinstance(outcome, Applied) for outcome in more)
    given = sum(isinstance(outcome, Applied) for (outcome,) in await asyncio.gather(*gifts))
    kinds = [row[0] for row in await shared.rows("SELECT kind FROM events ORDER BY stream_offset")]
    assert kinds == ["opened", *["gift"] * given, "door"]
    assert await shared.balance(earned(eve)) == given
