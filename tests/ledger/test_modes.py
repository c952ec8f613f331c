"""
Row modes on two nodes: what conflicts when the other node writes first, what does not, and what is decided then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from largesse.errors import EarningsInsufficient, InsufficientCoins, NotFound, RoomNotOpen, WalletFrozen
from largesse.ledger.deed import Applied
from largesse.ledger.identifiers import new_id
from tests.ledger import deeds as d
from tests.ledger import row_deeds as r
from tests.ledger.hold_deeds import post, set_aside, void
from tests.ledger.seams import before_write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.ledger.deed import Deed
    from tests.ledger.books import PostgresqlBooks

ANN, BOB, CAT, EVE, ROOM, THING = (new_id() for _ in range(6))


@dataclass(frozen=True, kw_only=True)
class Scene:
    """
    Two nodes write the same rows.

    Args:
        setup: what there is at first, done by the first node, which therefore remembers it.
        meanwhile: what the second node does before the first node writes.
        deed: what the first node does.
        expected: its result, or the refusal by its class and what that says.
        conflicts: whether the first node must have noticed that a row has moved.
    """

    setup: Sequence[Deed] = ()
    meanwhile: Deed
    deed: Deed
    expected: object
    conflicts: bool = True


def hold_of(deed: Deed) -> Scene:
    """A hold that is voided on one node while another posts it."""
    return Scene(
        setup=(d.grant(ANN, 10), deed, d.look_at(ANN)),
        meanwhile=void(deed.id, ANN),
        deed=post(deed.id, ANN, BOB, 6),
        expected=(NotFound, {"kind": "open hold", "id": deed.id}),
    )


def scenes() -> dict[str, Scene]:
    """Return the scenes, of new deeds with keys of their own."""
    return {
        "a guarded row": Scene(
            setup=(r.badge(THING),), meanwhile=r.badge(THING), deed=r.badge(THING), expected={"level": 3}
        ),
        "a guarded row that is new": Scene(meanwhile=r.badge(THING), deed=r.badge(THING), expected={"level": 2}),
        "a guarded row that is only consulted": Scene(
            setup=(r.badge(THING),),
            meanwhile=r.badge(THING),
            deed=r.mark_by_badge(THING, 1),
            expected=(NotFound, {"kind": "badge", "id": THING}),
        ),
        "a wallet": Scene(
            setup=(d.grant(ANN, 10),), meanwhile=d.move(ANN, BOB, 1), deed=d.move(ANN, BOB, 2), expected={"after": 7}
        ),
        "a wallet's last coins": Scene(
            setup=(d.grant(ANN, 10),),
            meanwhile=d.move(ANN, BOB, 4),
            deed=d.move(ANN, BOB, 7),
            expected=(InsufficientCoins, {"needed": 7, "available": 6}),
        ),
        "a wallet that is new": Scene(meanwhile=d.grant(ANN, 1), deed=d.grant(ANN, 2), expected={"after": 3}),
        "a wallet that is only consulted": Scene(
            setup=(d.grant(ANN, 10),), meanwhile=d.move(ANN, BOB, 4), deed=d.look_at(ANN), expected={"balance": 6}
        ),
        "a wallet that receives": Scene(
            setup=(d.grant(ANN, 5), d.grant(BOB, 5)),
            meanwhile=d.move(BOB, ANN, 5),
            deed=d.move(ANN, BOB, 5),
            expected={"after": 5},
        ),
        "a wallet that is frozen": Scene(
            setup=(d.grant(ANN, 10), d.permit(ANN, allowed=True)),
            meanwhile=d.permit(ANN, allowed=False),
            deed=d.move(ANN, BOB, 1),
            expected=(WalletFrozen, {"reason": "said so"}),
        ),
        "a wallet that is frozen for the first time": Scene(
            setup=(d.grant(ANN, 10), d.move(ANN, BOB, 1)),
            meanwhile=d.permit(ANN, allowed=False),
            deed=d.move(ANN, BOB, 1),
            expected=(WalletFrozen, {"reason": "said so"}),
        ),
        "a wallet that is frozen while it is only consulted": Scene(
            setup=(d.grant(ANN, 10), d.look_at(ANN)),
            meanwhile=d.permit(ANN, allowed=False),
            deed=d.look_at(ANN),
            expected=(WalletFrozen, {"reason": "said so"}),
        ),
        "a voucher that comes before the one that is drawn": Scene(
            setup=(d.grant(ANN, 1), r.voucher(ANN, 5, place=2), r.redeem(ANN, 1)),
            meanwhile=r.voucher(ANN, 5, place=1),
            deed=r.redeem(ANN, 3),
            expected={"used": [[1, 3]]},
        ),
        "a voucher that is drawn twice": Scene(
            setup=(d.grant(ANN, 1), r.voucher(ANN, 5, place=1), r.redeem(ANN, 1)),
            meanwhile=r.redeem(ANN, 3),
            deed=r.redeem(ANN, 2),
            expected=(InsufficientCoins, {"needed": 2, "available": 1}),
        ),
        "a hold": hold_of(set_aside(ANN, 6)),
        "a door that is shut": Scene(
            setup=(d.open_room(ROOM), d.grant(ANN, 10), d.gift(ANN, EVE, 1, room=ROOM)),
            meanwhile=d.set_door(ROOM, is_open=False),
            deed=d.gift(ANN, EVE, 1, room=ROOM),
            expected=(RoomNotOpen, {"room_id": ROOM, "status": "PAUSED"}),
        ),
        "a door that is only consulted": Scene(
            setup=(d.open_room(ROOM), d.look_in(ROOM)),
            meanwhile=d.set_door(ROOM, is_open=False),
            deed=d.look_in(ROOM),
            expected=(RoomNotOpen, {"room_id": ROOM, "status": "PAUSED"}),
        ),
        "a budget that would be overdrawn": Scene(
            setup=(r.fund(THING, 10), r.draw_on(THING, 1)),
            meanwhile=r.draw_on(THING, 5),
            deed=r.draw_on(THING, 8),
            expected=(InsufficientCoins, {"needed": 8, "available": 4}),
        ),
        "earnings that would be overdrawn": Scene(
            setup=(d.grant(ANN, 10), d.gift(ANN, EVE, 10), d.take_back(EVE, CAT, 1)),
            meanwhile=d.take_back(EVE, BOB, 5),
            deed=d.take_back(EVE, CAT, 8),
            expected=(EarningsInsufficient, {"needed": 8, "available": 4}),
        ),
        "a tally": Scene(
            setup=(r.tally(THING, 1),),
            meanwhile=r.tally(THING, 2),
            deed=r.tally(THING, 3),
            expected={},
            conflicts=False,
        ),
        "a tally that is new": Scene(meanwhile=r.tally(THING, 2), deed=r.tally(THING, 3), expected={}, conflicts=False),
        "earnings that are credited": Scene(
            setup=(d.grant(ANN, 10), d.grant(BOB, 10), d.gift(ANN, EVE, 1)),
            meanwhile=d.gift(BOB, EVE, 2),
            deed=d.gift(ANN, EVE, 3),
            expected={"after": 6},
            conflicts=False,
        ),
        "earnings that are new": Scene(
            setup=(d.grant(ANN, 10), d.grant(BOB, 10)),
            meanwhile=d.gift(BOB, EVE, 2),
            deed=d.gift(ANN, EVE, 3),
            expected={"after": 7},
            conflicts=False,
        ),
        "a budget that suffices for both": Scene(
            setup=(r.fund(THING, 10),),
            meanwhile=r.draw_on(THING, 5),
            deed=r.draw_on(THING, 5),
            expected=None,
            conflicts=False,
        ),
        "a room that both tell something": Scene(
            setup=(d.open_room(ROOM), d.grant(ANN, 10), d.gift(ANN, EVE, 1, room=ROOM)),
            meanwhile=d.say(ROOM, "hello"),
            deed=d.gift(ANN, EVE, 1, room=ROOM),
            expected={"after": 8},
            conflicts=False,
        ),
    }


def told(outcome: Applied | BaseException) -> object:
    """Return an outcome as a scene expects it."""
    if isinstance(outcome, Applied):
        assert not outcome.replayed
        return outcome.result
    return type(outcome), {name: value for name, value in vars(outcome).items() if not name.startswith("_")}


@pytest.mark.parametrize("name", scenes())
async def test_what_another_node_writes_between_reading_and_writing_is_seen(shared: PostgresqlBooks, name: str) -> None:
    scene = scenes()[name]
    other = shared.node()
    for deed in scene.setup:
        await shared.do(deed)
    shared.batches.clear()
    before_write(shared.journal, lambda: shared.do(scene.meanwhile, journal=other))
    (outcome,) = await shared.outcomes(scene.deed)
    if scene.expected is not None:
        assert told(outcome) == scene.expected
    assert shared.batches == [(1, 0), (1, int(scene.conflicts))]
    assert await shared.count("keys") == len(scene.setup) + 1 + isinstance(outcome, Applied)


@pytest.mark.parametrize("name", scenes())
async def test_what_another_node_wrote_is_seen_through_stale_memories(shared: PostgresqlBooks, name: str) -> None:
    scene = scenes()[name]
    for deed in scene.setup:
        await shared.do(deed)
    await shared.do(scene.meanwhile, journal=shared.node())
    (outcome,) = await shared.outcomes(scene.deed)
    if scene.expected is not None:
        assert told(outcome) == scene.expected
    assert await shared.count("keys") == len(scene.setup) + 1 + isinstance(outcome, Applied)


async def test_remembered_rows_save_the_read_and_stale_ones_are_a_conflict(remembering: PostgresqlBooks) -> None:
    await remembering.do(d.grant(ANN, 10))
    await remembering.do(d.move(ANN, BOB, 1))
    reads = _count_reads(remembering)
    await remembering.do(d.move(ANN, BOB, 1))
    assert reads == []
    await remembering.do(d.move(ANN, CAT, 1), journal=remembering.node())
    remembering.batches.clear()
    (applied,) = await remembering.do(d.move(ANN, BOB, 1))
    assert applied.result == {"after": 6}
    assert remembering.batches == [(1, 1)]
    assert len(reads) == 1


async def test_a_refusal_is_decided_on_the_databases_own_rows(remembering: PostgresqlBooks) -> None:
    other = remembering.node()
    await remembering.do(d.grant(ANN, 5))
    await remembering.do(d.grant(ANN, 5), journal=other)
    # The first node remembers 5 coins; 10 are there.
    (applied,) = await remembering.do(d.move(ANN, BOB, 8))
    assert applied.result == {"after": 2}
    await remembering.do(d.permit(ANN, allowed=False))
    await remembering.do(d.permit(ANN, allowed=True), journal=other)
    assert (await remembering.do(d.move(ANN, BOB, 1)))[0].result == {"after": 1}


async def test_what_was_absent_is_read_again(shared: PostgresqlBooks) -> None:
    other = shared.node()
    for person in (ANN, BOB):
        assert (await shared.do(d.look_at(person)))[0].result == {"balance": 0}
    (refused,) = await shared.outcomes(d.look_in(ROOM))
    assert isinstance(refused, RoomNotOpen)
    for deed in (d.grant(ANN, 5), d.permit(BOB, allowed=False), d.open_room(ROOM)):
        await shared.do(deed, journal=other)
    assert (await shared.do(d.look_at(ANN)))[0].result == {"balance": 5}
    (frozen,) = await shared.outcomes(d.look_at(BOB))
    assert isinstance(frozen, WalletFrozen)
    await shared.do(d.look_in(ROOM))


async def test_a_guarded_row_moves_its_version_and_a_credit_or_an_event_does_not(shared: PostgresqlBooks) -> None:
    async def versions() -> tuple[object, ...]:
        account = "SELECT version FROM accounts WHERE id = $1"
        return (
            (await shared.rows(account, d.wallet(ANN).id))[0][0],
            (await shared.rows(account, d.earned(EVE).id))[0][0],
            (await shared.rows("SELECT state_version FROM streams WHERE id = $1", ROOM))[0][0],
        )

    await shared.do(d.open_room(ROOM), d.grant(ANN, 10), d.gift(ANN, EVE, 1))
    assert await versions() == (1, 0, 1)
    await shared.do(d.gift(ANN, EVE, 1, room=ROOM))
    assert await versions() == (2, 0, 1)
    await shared.do(d.permit(ANN, allowed=True), d.set_door(ROOM, is_open=True))
    assert await versions() == (3, 0, 2)
    await shared.do(r.voucher(ANN, 1, place=1), d.say(ROOM, "hi"))
    assert await versions() == (4, 0, 2)


async def test_locks_are_taken_after_two_conflicts(shared: PostgresqlBooks) -> None:
    other = shared.node()
    await shared.do(d.grant(ANN, 10))
    locked: list[bool] = []
    attempt = shared.journal._store.attempt

    async def watched(batch: object, **options: bool) -> object:
        locked.append(options["locked"])
        return await attempt(batch, **options)  # type: ignore[arg-type]  # as the journal calls it

    shared.journal._store.attempt = watched  # type: ignore[method-assign, assignment]  # the seam
    before_write(shared.journal, lambda: shared.do(d.move(ANN, CAT, 1), journal=other), times=2)
    (applied,) = await shared.do(d.move(ANN, BOB, 1))
    assert applied.result == {"after": 7}
    assert locked == [False, False, True]
    assert shared.batches[-1] == (1, 2)


def _count_reads(books: PostgresqlBooks) -> list[None]:
    store = books.journal._store
    read = store._read  # type: ignore[attr-defined]  # a store on PostgreSQL
    reads: list[None] = []

    async def counted(*arguments: object) -> None:
        reads.append(None)
        await read(*arguments)

    store._read = counted  # type: ignore[attr-defined]  # the seam
    return reads
