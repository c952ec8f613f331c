"""
Rooms: who may open, stage, pause, block and close, and what the room hears of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from largesse.errors import Forbidden, InvalidInput, NotFound, Refusal, RoomNotOpen, SenderBlocked, StageInvalid
from largesse.ledger.rows import StreamRow
from largesse.rooms.block import BlockOrder, set_block
from largesse.rooms.close import CloseOrder, close
from largesse.rooms.open import OpenOrder, open_room
from largesse.rooms.pause import PauseOrder, pause
from largesse.rooms.rows import ROOM_BLOCKS, ROOM_TEXTS, ROOMS
from largesse.rooms.stage import StageMember, stage_of
from largesse.rooms.stage_set import StageOrder, set_stage
from tests.gifts.memory_state import MemoryState
from tests.gifts.scene import GUEST, HOST, NOW, OPERATOR, OTHER, SENDER, Scene

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from largesse.ledger.deed import Applied

KNOWN = {person: StageMember(person, "JP", 20) for person in (GUEST, SENDER, HOST)}


def opening(**fields: object) -> OpenOrder:
    host = StageMember(HOST, "US", 30)
    values = {"caller_id": HOST, "key": "k", "content": {"t": 1}, "title": " My room ", "host": host, **fields}
    return OpenOrder(**values)  # type: ignore[arg-type]  # named above


def _common(scene: Scene, caller_id: str, fields: dict[str, object]) -> dict[str, object]:
    return {
        "caller_id": caller_id,
        "key": f"{fields}",
        "content": {"asked": str(fields)},
        "room_id": scene.room_id,
        **fields,
    }


def stage(scene: Scene, caller_id: str = HOST, **fields: object) -> Awaitable[Applied]:
    values = {"guest_ids": [GUEST, SENDER], "known": KNOWN, **fields}
    return set_stage(scene.state, StageOrder(**_common(scene, caller_id, values)))  # type: ignore[arg-type]  # named


def paused(scene: Scene, caller_id: str = HOST, **fields: object) -> Awaitable[Applied]:
    values = {"paused": True, **fields}
    return pause(scene.state, PauseOrder(**_common(scene, caller_id, values)))  # type: ignore[arg-type]  # named


def closed(scene: Scene, caller_id: str = HOST, **fields: object) -> Awaitable[Applied]:
    return close(scene.state, CloseOrder(**_common(scene, caller_id, {"key": "close", **fields})))  # type: ignore[arg-type]  # named


def blocked(scene: Scene, caller_id: str = HOST, **fields: object) -> Awaitable[Applied]:
    values = {"person_id": SENDER, "blocked": True, "reason": "spam", **fields}
    return set_block(scene.state, BlockOrder(**_common(scene, caller_id, values)))  # type: ignore[arg-type]  # named


CHANGES = [stage, paused, closed, blocked]


async def test_a_room_opens_with_its_stream_its_host_on_stage_and_its_title_apart() -> None:
    state = MemoryState(NOW)
    applied = await open_room(state, opening())
    room = state.rows(ROOMS)[0]
    assert applied.result == {"room_id": room.id}
    assert applied.answer == room
    assert (room.id, room.host_id, room.status, room.opened_at, room.closed_at) == (
        applied.deed_id,
        HOST,
        "OPEN",
        NOW,
        None,
    )
    assert stage_of(room.stage) == (StageMember(HOST, "US", 30),)
    assert state.streams == {room.id: StreamRow(room.id, "room", 1, 0, 1)}
    assert state.rows(ROOM_TEXTS) == [(room.id, "My room")]
    event = state.events[0]
    assert (event.stream_id, event.kind) == (room.id, "roomOpened")
    assert orjson.loads(event.payload) == {"room_id": room.id, "host_id": HOST, "opened_at": NOW}


async def test_only_an_operator_opens_a_room_for_somebody_else() -> None:
    state = MemoryState(NOW)
    with pytest.raises(Forbidden):
        await open_room(state, opening(caller_id=OTHER))
    assert state.snapshot() == MemoryState(NOW).snapshot()
    assert (await open_room(state, opening(caller_id=OPERATOR, operates=True))).answer.host_id == HOST


@pytest.mark.parametrize("title", ["", "   ", "a" * 121])
async def test_a_title_has_1_to_120_letters(title: str) -> None:
    state = MemoryState(NOW)
    with pytest.raises(InvalidInput):
        await open_room(state, opening(title=title))
    assert state.snapshot() == MemoryState(NOW).snapshot()


async def test_a_stage_takes_guests_with_the_regions_they_are_known_by() -> None:
    scene = Scene()
    room = (await stage(scene)).answer
    assert stage_of(room.stage) == (StageMember(HOST, "US", 30), KNOWN[GUEST], KNOWN[SENDER])
    event = scene.state.events[-1]
    assert event.kind == "stageChanged"
    assert orjson.loads(event.payload) == {"room_id": room.id, "host_id": HOST, "guest_ids": [GUEST, SENDER]}
    assert scene.state.decisions[-1].touches == (room.id,)
    assert stage_of((await stage(scene, guest_ids=[])).answer.stage) == (StageMember(HOST, "US", 30),)


@pytest.mark.parametrize(
    ("guests", "kind"),
    [
        ([GUEST, GUEST], StageInvalid),
        ([HOST], StageInvalid),
        ([str(number) for number in range(9)], StageInvalid),
        ([OTHER], NotFound),
    ],
)
async def test_a_stage_that_cannot_be_is_refused_and_nothing_moves(guests: list[str], kind: type[Refusal]) -> None:
    scene = Scene()
    known = {**KNOWN, **{str(number): StageMember(str(number), "") for number in range(9)}}
    snapshot = scene.state.snapshot()
    with pytest.raises(kind):
        await stage(scene, guest_ids=guests, known=known)
    assert scene.state.snapshot() == snapshot


async def test_a_room_is_paused_and_resumed_and_tells_of_each_once() -> None:
    scene = Scene()
    heard = len(scene.state.events)
    assert (await paused(scene)).answer.status == "PAUSED"
    assert (await paused(scene, key="again")).answer.status == "PAUSED"
    assert (await paused(scene, paused=False)).answer.status == "OPEN"
    assert [event.kind for event in scene.state.events[heard:]] == ["roomPaused", "roomResumed"]


async def test_a_paused_room_refuses_gifts_only() -> None:
    scene = Scene()
    scene.grant(10)
    await paused(scene)
    with pytest.raises(RoomNotOpen):
        scene.send()
    await stage(scene)
    await blocked(scene)
    await closed(scene)


async def test_a_room_closes_once_and_for_good() -> None:
    scene = Scene()
    room = (await closed(scene)).answer
    assert (room.status, room.closed_at) == ("CLOSED", NOW)
    assert scene.state.events[-1].kind == "roomClosed"
    snapshot = scene.state.snapshot()
    for change in CHANGES:
        with pytest.raises(RoomNotOpen) as refused:
            await change(scene, key="once more")
        assert refused.value.status == "CLOSED"
    assert scene.state.snapshot() == snapshot


async def test_a_block_is_silent_and_can_be_lifted() -> None:
    scene = Scene()
    scene.grant(10)
    heard = list(scene.state.events)
    await blocked(scene)
    with pytest.raises(SenderBlocked):
        scene.send()
    await blocked(scene, blocked=False, reason="")
    assert scene.state.events == heard
    assert scene.state.rows(ROOM_BLOCKS) == [(scene.room_id, SENDER, False, "")]
    scene.send()


async def test_the_host_cannot_be_blocked_and_a_reason_is_short() -> None:
    scene = Scene()
    snapshot = scene.state.snapshot()
    for fields in ({"person_id": HOST}, {"reason": "a" * 501}):
        with pytest.raises(InvalidInput):
            await blocked(scene, **fields)
    assert scene.state.snapshot() == snapshot


@pytest.mark.parametrize("change", CHANGES)
async def test_only_the_host_or_a_moderator_changes_a_room(change: Callable[..., Awaitable[Applied]]) -> None:
    scene = Scene()
    snapshot = scene.state.snapshot()
    with pytest.raises(Forbidden):
        await change(scene, OTHER)
    with pytest.raises(NotFound):
        await change(scene, room_id=OTHER)
    assert scene.state.snapshot() == snapshot
    await change(scene, OTHER, moderates=True)
