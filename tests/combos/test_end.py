"""
`comboEnd`: every reason for which a combo ends, told from what the books say, and once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from largesse.combos.end import ComboRuns, end
from largesse.combos.rows import COMBOS, WINDOW, ComboRow
from largesse.rooms.block import BlockOrder, RoomBlockSet
from largesse.rooms.close import CloseOrder, RoomClose
from largesse.rooms.stage_set import RoomStageSet, StageOrder
from largesse.wallets.cap import CapOrder, WalletCapSet
from tests.gifts.scene import GUEST, HOST, NOW, SENDER, Scene, offer

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse.ledger.deed import Applied


def begun(coins: int = 100, **fields: object) -> tuple[Scene, ComboRow]:
    """A scene in which a combo of two roses has just begun, and the combo."""
    scene = Scene(offer(), offer("star"))
    scene.grant(coins)
    return scene, scene.send(2, **fields).answer.combo


async def ended(scene: Scene, combo: ComboRow, *, refused: bool = False) -> Applied:
    return await end(scene.state, combo, refused=refused)  # type: ignore[arg-type]  # it commits as a journal does


async def goes_on(scene: Scene, combo: ComboRow, *, refused: bool = False) -> None:
    """Hold that nothing has ended a combo, and that asking leaves nothing behind."""
    before = scene.state.snapshot()
    with pytest.raises(ComboRuns):
        await ended(scene, combo, refused=refused)
    assert scene.state.snapshot() == before


def close(scene: Scene) -> None:
    scene.do(RoomClose, CloseOrder(caller_id=HOST, key="close", content={}, room_id=scene.room_id))


def clear_stage(scene: Scene) -> None:
    scene.do(
        RoomStageSet,
        StageOrder(caller_id=HOST, key="clear", content={}, room_id=scene.room_id, guest_ids=[], known={}),
    )


def block(scene: Scene, *, blocked: bool = True) -> None:
    order = BlockOrder(
        caller_id=HOST, key=str(blocked), content={}, room_id=scene.room_id, person_id=SENDER, blocked=blocked
    )
    scene.do(RoomBlockSet, order)


def cap(scene: Scene, coins: int) -> None:
    order = CapOrder(caller_id=SENDER, key="cap", content={}, cap_coins=coins, time_zone="UTC")
    scene.do(WalletCapSet, order)


async def test_a_combo_ends_when_its_window_has_passed_and_not_before() -> None:
    scene, combo = begun()
    scene.state.now += WINDOW - 1
    await goes_on(scene, combo)
    scene.state.now += 1
    applied = await ended(scene, combo)
    assert applied.result == {"combo_id": combo.id, "reason": "WINDOW_PASSED"}
    assert scene.state.rows(COMBOS) == [applied.answer]
    assert applied.answer == combo._replace(running=False, reason="WINDOW_PASSED", ended_at=NOW + WINDOW)
    event = scene.state.events[-1]
    assert (event.stream_id, event.kind) == (scene.room_id, "comboEnded")
    assert orjson.loads(event.payload) == {
        "combo_id": combo.id,
        "sender_id": SENDER,
        "recipient_id": HOST,
        "gift_type": "rose",
        "count": 2,
        "total_coins": 20,
        "total_diamonds": 8_000_000,
        "reason": "WINDOW_PASSED",
        "started_at": NOW,
        "ended_at": NOW + WINDOW,
    }


async def test_a_combo_that_is_ended_again_has_ended_once() -> None:
    scene, combo = begun()
    scene.state.now += WINDOW
    first = await ended(scene, combo)
    before = scene.state.snapshot()
    again = await ended(scene, combo)
    assert (again.replayed, again.result, again.deed_id) == (True, first.result, first.deed_id)
    assert scene.state.snapshot() == before


async def test_of_a_combo_that_a_gift_has_ended_nothing_is_left_to_end() -> None:
    scene, combo = begun()
    scene.state.now += WINDOW
    after = scene.send().answer.combo
    rows, events = scene.state.rows(COMBOS), list(scene.state.events)
    applied = await ended(scene, combo)
    assert (applied.result, applied.answer) == ({"combo_id": combo.id, "reason": None}, None)
    assert (scene.state.rows(COMBOS), scene.state.events) == (rows, events)
    await goes_on(scene, after)


async def test_a_combo_is_ended_as_it_is_and_not_as_it_was_when_it_was_taken_for_over() -> None:
    scene, combo = begun()
    scene.state.now += WINDOW - 1
    scene.send()
    scene.state.now += 1
    await goes_on(scene, combo)
    scene.state.now += WINDOW
    assert (await ended(scene, combo)).answer.quantity == 3


@pytest.mark.parametrize(
    ("happens", "reason", "fields"),
    [
        (close, "ROOM_CLOSED", {}),
        (clear_stage, "RECIPIENT_LEFT", {"recipient_id": GUEST}),
        (block, "BLOCKED", {}),
    ],
)
async def test_what_happens_in_a_room_ends_a_combo_at_once(
    happens: Callable[[Scene], None], reason: str, fields: dict[str, object]
) -> None:
    scene, combo = begun(**fields)
    scene.state.now += 3
    await goes_on(scene, combo)
    happens(scene)
    applied = await ended(scene, combo)
    assert (applied.answer.reason, applied.answer.ended_at) == (reason, NOW + 3)


async def test_a_room_that_was_closed_in_time_is_the_reason_however_late_it_is_seen() -> None:
    scene, combo = begun()
    scene.state.now += 3
    close(scene)
    scene.state.now += 10 * WINDOW
    over = (await ended(scene, combo)).answer
    assert (over.reason, over.ended_at) == ("ROOM_CLOSED", NOW + 3)


async def test_a_window_that_had_passed_is_the_reason_whatever_came_after() -> None:
    scene, combo = begun()
    scene.state.now += WINDOW
    block(scene)
    close(scene)
    over = (await ended(scene, combo)).answer
    assert (over.reason, over.ended_at) == ("WINDOW_PASSED", NOW + WINDOW)


async def test_a_guest_who_leaves_ends_no_combo_to_the_host_and_a_block_that_was_lifted_none_at_all() -> None:
    scene, combo = begun()
    clear_stage(scene)
    block(scene)
    block(scene, blocked=False)
    await goes_on(scene, combo)


@pytest.mark.parametrize(("coins", "reason"), [(20, "OUT_OF_COINS"), (29, "OUT_OF_COINS"), (30, None)])
async def test_a_refused_gift_ends_a_combo_whose_sender_cannot_pay_for_one_more(coins: int, reason: str | None) -> None:
    scene, combo = begun(coins)
    await goes_on(scene, combo)
    if reason is None:
        await goes_on(scene, combo, refused=True)
        return
    assert (await ended(scene, combo, refused=True)).answer.reason == reason


async def test_coins_in_many_lots_are_all_looked_at() -> None:
    scene, combo = begun(20)
    for _ in range(9):
        scene.grant(1)
    assert (await ended(scene, combo, refused=True)).answer.reason == "OUT_OF_COINS"

    scene, combo = begun(20)
    for _ in range(10):
        scene.grant(1)
    await goes_on(scene, combo, refused=True)


@pytest.mark.parametrize(("coins", "reason"), [(29, "CAP"), (30, None)])
async def test_a_refused_gift_ends_a_combo_whose_sender_may_not_pay_for_one_more(
    coins: int, reason: str | None
) -> None:
    scene, combo = begun()
    cap(scene, coins)
    if reason is None:
        await goes_on(scene, combo, refused=True)
        return
    assert (await ended(scene, combo, refused=True)).answer.reason == reason


async def test_a_combo_among_many_is_found() -> None:
    scene = Scene(*(offer(f"type-{place}") for place in range(9)))
    scene.grant(1_000)
    sent = [scene.send(gift_type=f"type-{place}").answer.combo for place in range(9)]
    assert scene.send(gift_type="type-8").answer.combo.quantity == 2
    scene.state.now += WINDOW
    for combo in sent:
        assert (await ended(scene, combo)).answer.id == combo.id
    assert not any(combo.running for combo in scene.state.rows(COMBOS))
