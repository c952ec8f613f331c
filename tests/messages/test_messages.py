"""
Messages: what may be written, what the room hears of it, and what is left when it is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from largesse.clock import MICROSECONDS
from largesse.errors import (
    Forbidden,
    InvalidInput,
    LargesseError,
    MessageNotHeld,
    MessageRefused,
    NotFound,
    PluginFailed,
    RateLimited,
    RoomNotOpen,
    SenderBlocked,
    WalletFrozen,
)
from largesse.messages.rows import MessageRow, MessageTextRow
from largesse.wallets.rows import WalletRow, wallet_of
from tests.gifts.scene import HOST, NOW, OPERATOR, OTHER, SENDER

from .scene import HELD, REFUSED, Scene

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from largesse.ledger.deed import Applied

UNKNOWN = "01a2099d-3992-725e-a5ff-e0d27d9c7a60"


async def test_a_message_is_written_tidied_and_told_by_its_id_alone() -> None:
    scene = Scene()
    applied = await scene.write("  cafe\u0301 ", locale="fr")
    room_id = scene.room.room_id
    message = MessageRow(applied.deed_id, room_id, SENDER, "SHOWN", "", "", NOW, None, None, 1)
    assert applied.result == {"message_id": applied.deed_id}
    assert applied.answer == (message, "café")
    assert (scene.message(applied.deed_id), scene.text(applied.deed_id)) == (message, "café")
    assert (scene.last.stream_id, scene.last.kind) == (room_id, "messageSent")
    assert orjson.loads(scene.last.payload) == {
        "room_id": room_id,
        "message_id": applied.deed_id,
        "sender_id": SENDER,
        "sent_at": NOW,
    }
    assert scene.asked == [("café", room_id, SENDER, "fr")]
    assert scene.taken == [(f"messages/{room_id}/{SENDER}", 1, 20)]
    assert scene.state.decisions[-1].touches == ()


async def test_a_message_that_is_held_is_kept_and_not_told() -> None:
    scene = Scene()
    scene.says, heard = HELD, len(scene.state.events)
    applied = await scene.write()
    message = scene.message(applied.deed_id)
    assert message is not None
    assert (message.state, message.held_by, message.held_reason) == ("HELD", "wordlist", "It has a word.")
    assert scene.text(applied.deed_id) == "hello"
    assert len(scene.state.events) == heard


async def test_a_paused_room_takes_messages() -> None:
    scene = Scene()
    await scene.pause()
    await scene.write()
    assert scene.last.kind == "messageSent"


@pytest.mark.parametrize("text", ["", " ", "a" * 301, "one\ntwo", "a\0b", "\ud83d"])
async def test_a_text_that_is_no_message_is_refused_before_anybody_is_asked(text: str) -> None:
    scene = Scene()
    before = scene.state.snapshot()
    with pytest.raises(InvalidInput) as refused:
        await scene.write(text)
    assert refused.value.path == "text"
    assert (scene.state.snapshot(), scene.asked, scene.taken) == (before, [], [])


async def test_who_writes_too_much_is_told_when_it_is_enough_and_no_plugin_is_asked() -> None:
    scene = Scene()
    scene.seconds, before = 7, scene.state.snapshot()
    with pytest.raises(RateLimited) as refused:
        await scene.write()
    assert (refused.value.maximum, refused.value.resets_at) == (20, scene.clock.instant + 7 * MICROSECONDS)
    assert (scene.state.snapshot(), scene.asked) == (before, [])


async def test_whose_wallet_is_frozen_writes_nothing() -> None:
    scene = Scene()
    scene.wallet, before = (
        WalletRow(wallet_of(SENDER).id, SENDER, frozen=True, frozen_reason="fraud"),
        scene.state.snapshot(),
    )
    with pytest.raises(WalletFrozen) as refused:
        await scene.write()
    assert refused.value.reason == "fraud"
    assert (scene.state.snapshot(), scene.asked) == (before, [])


@pytest.mark.parametrize(
    ("says", "kind"), [(REFUSED, MessageRefused), (PluginFailed("wordlist", "it raised"), PluginFailed)]
)
async def test_what_a_plugin_refuses_or_cannot_judge_is_kept_nowhere(says: object, kind: type[LargesseError]) -> None:
    scene = Scene()
    scene.says, before = says, scene.state.snapshot()  # type: ignore[assignment]  # one or the other
    with pytest.raises(kind) as refused:
        await scene.write()
    assert refused.value.plugin == "wordlist"  # type: ignore[attr-defined]  # both name it
    assert scene.state.snapshot() == before


async def test_a_replay_answers_what_was_committed_whatever_plugins_say_by_now() -> None:
    scene = Scene()
    first = await scene.write(key="one", content={"text": "hello"})
    scene.says, scene.seconds = REFUSED, 7
    again = await scene.write(key="one", content={"text": "hello"})
    assert (again.deed_id, again.result, again.replayed) == (first.deed_id, first.result, True)
    assert len(scene.state.tables["messages"]) == 1


async def test_what_becomes_of_each_message_is_told_once() -> None:
    scene = Scene()
    message_id = (await scene.write(key="one", content={"text": "hello"})).deed_id
    await scene.write(key="one", content={"text": "hello"})
    for _ in range(2):
        await scene.remove(message_id, SENDER)
    scene.says = HELD
    for allowed in (True, False):
        await scene.decide((await scene.write()).deed_id, allowed=allowed)
    scene.says = REFUSED
    with pytest.raises(MessageRefused):
        await scene.write()
    await scene.close()
    with pytest.raises(LargesseError):
        await scene.write()
    assert [each.value for each in scene.became] == [
        "sent", "removed", "held", "sent", "held", "refused", "refused", "refused",
    ]  # fmt: skip


async def test_nobody_writes_in_a_room_that_is_closed_or_not_there_nor_who_is_blocked() -> None:
    scene = Scene()
    await scene.block(SENDER)
    before = scene.state.snapshot()
    with pytest.raises(SenderBlocked):
        await scene.write()
    with pytest.raises(NotFound):
        await scene.write(room_id=UNKNOWN)
    assert scene.state.snapshot() == before
    await scene.write(caller_id=OTHER)
    await scene.close()
    before = scene.state.snapshot()
    with pytest.raises(RoomNotOpen) as refused:
        await scene.write(caller_id=OTHER)
    assert refused.value.status == "CLOSED"
    assert scene.state.snapshot() == before


@pytest.mark.parametrize("who", [SENDER, HOST, OPERATOR])
async def test_sender_host_and_moderators_take_a_message_away_and_its_text_is_erased(who: str) -> None:
    scene = Scene()
    message_id = (await scene.write()).deed_id
    applied = await scene.remove(message_id, who, moderates=who == OPERATOR)
    message = scene.message(message_id)
    assert message is not None
    assert applied.answer == (message, True)
    assert (message.state, message.changed_by, message.changed_at, message.version) == ("REMOVED", who, NOW, 2)
    assert scene.state.tables["message_texts"][message_id,] == MessageTextRow(message_id, "", 2)
    assert scene.last.kind == "messageRemoved"
    assert orjson.loads(scene.last.payload) == {
        "room_id": scene.room.room_id,
        "message_id": message_id,
        "sender_id": SENDER,
    }


async def test_a_message_is_taken_away_once_also_from_a_room_that_is_closed() -> None:
    scene = Scene()
    message_id = (await scene.write()).deed_id
    await scene.close()
    await scene.remove(message_id, HOST)
    heard = len(scene.state.events)
    again = await scene.remove(message_id, SENDER)
    assert (again.answer.message.changed_by, again.answer.anew, len(scene.state.events)) == (HOST, False, heard)


async def test_whose_text_an_operator_has_deleted_is_taken_away_as_well() -> None:
    scene = Scene()
    message_id = (await scene.write()).deed_id
    del scene.state.tables["message_texts"][message_id,]
    await scene.remove(message_id, SENDER)
    assert (scene.last.kind, scene.state.tables["message_texts"]) == ("messageRemoved", {})


async def test_a_message_that_was_held_is_taken_away_without_a_word() -> None:
    scene = Scene()
    scene.says = HELD
    message_id = (await scene.write()).deed_id
    heard = len(scene.state.events)
    await scene.remove(message_id, SENDER)
    assert (scene.text(message_id), len(scene.state.events)) == ("", heard)


async def test_what_is_held_is_seen_once_somebody_allows_it_and_the_room_hears_of_it_then() -> None:
    scene = Scene()
    scene.says = HELD
    message_id = (await scene.write()).deed_id
    scene.state.now = NOW + 5
    applied = await scene.decide(message_id, allowed=True)
    assert applied.answer == scene.message(message_id)
    assert (applied.answer.state, applied.answer.changed_by, applied.answer.changed_at) == ("SHOWN", HOST, NOW + 5)
    assert scene.text(message_id) == "hello"
    assert (scene.last.kind, orjson.loads(scene.last.payload)["sent_at"]) == ("messageSent", NOW)


async def test_what_is_held_and_refused_is_erased_without_a_word() -> None:
    scene = Scene()
    scene.says = HELD
    message_id = (await scene.write()).deed_id
    heard = len(scene.state.events)
    applied = await scene.decide(message_id, OPERATOR, allowed=False, moderates=True)
    assert (applied.answer.state, scene.text(message_id), len(scene.state.events)) == ("REFUSED", "", heard)


async def test_nothing_is_decided_twice_or_on_what_was_never_held() -> None:
    scene = Scene()
    shown = (await scene.write()).deed_id
    scene.says = HELD
    held = (await scene.write()).deed_id
    await scene.decide(held, allowed=False)
    before = scene.state.snapshot()
    for message_id, state in ((shown, "SHOWN"), (held, "REFUSED")):
        with pytest.raises(MessageNotHeld) as refused:
            await scene.decide(message_id, allowed=True)
        assert refused.value.state == state
    assert scene.state.snapshot() == before


async def test_nothing_is_shown_in_a_room_that_has_closed_meanwhile() -> None:
    scene = Scene()
    scene.says = HELD
    message_id = (await scene.write()).deed_id
    await scene.close()
    before = scene.state.snapshot()
    with pytest.raises(RoomNotOpen):
        await scene.decide(message_id, allowed=True)
    assert scene.state.snapshot() == before
    await scene.decide(message_id, allowed=False)
    assert scene.text(message_id) == ""


DEEDS: list[Callable[[Scene, str, str], Awaitable[Applied]]] = [
    lambda scene, message_id, who: scene.remove(message_id, who),
    lambda scene, message_id, who: scene.decide(message_id, who, allowed=True),
]


@pytest.mark.parametrize("deed", DEEDS, ids=["remove", "decide"])
async def test_nobody_else_takes_away_or_decides(deed: Callable[[Scene, str, str], Awaitable[Applied]]) -> None:
    scene = Scene()
    scene.says = HELD
    message_id = (await scene.write()).deed_id
    before = scene.state.snapshot()
    with pytest.raises(Forbidden):
        await deed(scene, message_id, OTHER)
    with pytest.raises(NotFound):
        await deed(scene, UNKNOWN, HOST)
    assert scene.state.snapshot() == before


async def test_who_wrote_a_message_does_not_decide_on_it() -> None:
    scene = Scene()
    scene.says = HELD
    message_id = (await scene.write()).deed_id
    with pytest.raises(Forbidden):
        await scene.decide(message_id, SENDER, allowed=True)
