"""
Connections that are cut: before the write was sent, after it was carried out, and ones that fall silent.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from largesse.errors import InvalidInput, OutcomeUnknown, Unavailable
from largesse.ledger.deed import Applied
from largesse.ledger.identifiers import new_id
from largesse.ledger.journal import JournalLimits
from tests.ledger.deeds import grant, look_at, move
from tests.ledger.proxy import Cut, Proxy
from tests.ledger.row_deeds import draw_on, fund

if TYPE_CHECKING:
    from tests.ledger.books import PostgresqlBooks

SOON = JournalLimits(deadline_seconds=0.5)


@pytest.mark.parametrize("cut", [Cut.BEFORE, Cut.AFTER])
async def test_a_connection_that_is_cut_is_replaced_and_the_deed_is_done_once(
    shared: PostgresqlBooks, cut: Cut
) -> None:
    ann, bob = new_id(), new_id()
    async with Proxy(shared.server.port) as proxy:
        journal = shared.node(shared.store(proxy.port))
        await shared.do(grant(ann, 10), journal=journal)
        deeds = [move(ann, bob, 3), move(ann, bob, 4)]
        proxy.watch(deeds[0].fingerprint, cut)
        applied = await shared.do(*deeds, journal=journal)
        assert proxy.carried_out.is_set()
        assert [each.deed_id for each in applied] == [deed.id for deed in deeds]
        assert [each.replayed for each in applied] == [False, False]
        assert [each.result for each in applied] == [{"after": 7}, {"after": 3}]
    assert await shared.balances(ann, bob) == [3, 7]
    assert await shared.count("transfers") == 3


async def test_a_refusal_whose_probe_was_cut_is_decided_again(shared: PostgresqlBooks) -> None:
    ann, bob = new_id(), new_id()
    async with Proxy(shared.server.port) as proxy:
        journal = shared.node(shared.store(proxy.port))
        await shared.do(grant(ann, 1), journal=journal)
        proxy.watch("the key", Cut.AFTER)
        (refused,) = await shared.outcomes(move(ann, bob, 3, key="the key"), journal=journal)
        assert not isinstance(refused, (Applied, OutcomeUnknown, Unavailable))
    assert await shared.balances(ann, bob) == [1, 0]
    assert await shared.count("keys") == 1


async def test_a_write_whose_answer_never_comes_is_unknown_and_definite_on_retry(shared: PostgresqlBooks) -> None:
    ann, bob = new_id(), new_id()
    async with Proxy(shared.server.port) as proxy:
        journal = shared.node(shared.store(proxy.port), SOON)
        await shared.do(grant(ann, 10), journal=journal)
        deed = move(ann, bob, 3, key="k")
        proxy.watch(deed.fingerprint, Cut.SILENT)
        (unknown,) = await shared.outcomes(deed, journal=journal)
        assert isinstance(unknown, OutcomeUnknown)
        assert unknown.key == "k"
        assert proxy.carried_out.is_set()
        (definite,) = await shared.do(move(ann, bob, 3, key="k"), journal=journal)
        assert definite == Applied(deed.id, {"after": 7}, replayed=True, answer=None)
    assert await shared.balances(ann, bob) == [7, 3]


async def test_an_attempt_that_is_stuck_in_the_database_ends_before_its_deed_is_decided_again(
    shared: PostgresqlBooks,
) -> None:
    ann, bob = new_id(), new_id()
    journal = shared.node(limits=SOON)
    await shared.do(grant(ann, 10), journal=journal)
    helper = await shared.connect()
    async with helper.transaction():
        await helper.execute("SELECT 1 FROM accounts FOR UPDATE")
        first = move(ann, bob, 3, key="k")
        (unknown,) = await shared.outcomes(first, journal=journal)
        assert isinstance(unknown, OutcomeUnknown)
    # Its backend may have gone on now. The retry ends it first, so that the deed is done by one of the two.
    (applied,) = await shared.do(move(ann, bob, 3, key="k"), journal=journal)
    assert applied.result == {"after": 7}
    await helper.close()
    assert await shared.balances(ann, bob) == [7, 3]
    assert await shared.count("transfers") == 2


async def test_a_write_that_arrives_after_its_deed_was_refused_is_not_carried_out(shared: PostgresqlBooks) -> None:
    budget = new_id()
    other = shared.node()
    await shared.do(fund(budget, 10), journal=other)
    async with Proxy(shared.server.port) as proxy:
        journal = shared.node(shared.store(proxy.port))
        await shared.do(draw_on(budget, 1), journal=journal)
        deed = draw_on(budget, 8)
        proxy.watch(deed.fingerprint, Cut.HELD)
        pending = asyncio.create_task(shared.outcomes(deed, journal=journal))
        await proxy.carried_out.wait()
        await shared.do(draw_on(budget, 5), journal=other)
        (outcome,) = await pending
        # The node is back before the budget shrinks, or after it: then it refuses, for good.
        await shared.do(fund(budget, 20), journal=other)
        before = await shared.content()
        proxy.released.set()
        async with asyncio.timeout(5):
            await proxy.answered.wait()
        await shared.journals[-1].close()
        assert await shared.content() == before
        assert (deed.key in str(before["keys"])) is isinstance(outcome, Applied)


async def test_another_node_waits_for_a_stuck_attempt_with_the_same_key(shared: PostgresqlBooks) -> None:
    ann, bob = new_id(), new_id()
    other = shared.node()
    await shared.do(grant(ann, 10))
    await shared.do(look_at(bob), journal=other)
    helper = await shared.connect()
    await helper.execute("BEGIN; SELECT 1 FROM accounts FOR UPDATE")
    first = move(ann, bob, 3, key="k")
    frozen = asyncio.create_task(shared.do(first))
    await shared.until_waiting(1)
    again = asyncio.create_task(shared.do(move(ann, bob, 3, key="k"), journal=other))
    await shared.until_waiting(2)
    await helper.execute("COMMIT")
    await helper.close()
    assert (await frozen)[0] == Applied(first.id, {"after": 7}, replayed=False, answer=None)
    assert (await again)[0] == Applied(first.id, {"after": 7}, replayed=True, answer=None)
    assert await shared.balances(ann, bob) == [7, 3]


async def test_a_refusal_waits_for_another_nodes_attempt_with_its_key(shared: PostgresqlBooks) -> None:
    ann, bob = new_id(), new_id()
    other = shared.node()
    await shared.do(grant(ann, 10))
    await shared.do(look_at(bob), journal=other)
    helper = await shared.connect()
    await helper.execute("BEGIN; SELECT 1 FROM accounts FOR UPDATE")
    first = move(ann, bob, 10, key="k")
    frozen = asyncio.create_task(shared.do(first))
    await shared.until_waiting(1)
    # On the other node the gift type is gone, so that it refuses: but not while the key may yet be committed.
    failure = InvalidInput("giftType", "it is gone")
    again = asyncio.create_task(shared.do(move(ann, bob, 10, key="k", failure=failure), journal=other))
    await shared.until_waiting(2)
    assert not again.done()
    await helper.execute("COMMIT")
    await helper.close()
    await frozen
    assert (await again)[0] == Applied(first.id, {"after": 0}, replayed=True, answer=None)


async def test_what_was_lost_and_then_meets_a_closed_database_is_unknown(shared: PostgresqlBooks) -> None:
    ann = new_id()
    async with Proxy(shared.server.port) as proxy:
        journal = shared.node(shared.store(proxy.port), SOON)
        await shared.do(grant(ann, 10), journal=journal)
        deed = grant(ann, 5, key="k")
        proxy.watch(deed.fingerprint, Cut.AFTER)
        pending = asyncio.create_task(shared.outcomes(deed, journal=journal))
        await proxy.carried_out.wait()
        await shared.rows("REVOKE SELECT ON keys FROM largesse_serve")
        try:
            (outcome,) = await pending
        finally:
            await shared.rows("GRANT SELECT ON keys TO largesse_serve")
        assert isinstance(outcome, OutcomeUnknown)
        (definite,) = await shared.do(grant(ann, 5, key="k"), journal=journal)
        assert definite.replayed
    assert await shared.balances(ann) == [15]


async def test_a_call_that_comes_after_its_deadline_writes_nothing(shared: PostgresqlBooks) -> None:
    ann = new_id()
    journal = shared.node(limits=SOON)
    await shared.do(grant(ann, 10), journal=journal)
    store = journal._store
    now = store._now  # type: ignore[attr-defined]  # a store on PostgreSQL
    # The node believes that the database's clock stands far behind what it says.
    store._now = lambda: now() - 3_600_000_000  # type: ignore[attr-defined]  # as above
    before = await shared.content()
    (late,) = await shared.outcomes(grant(ann, 1), journal=journal)
    assert isinstance(late, Unavailable)
    assert await shared.content() == before
