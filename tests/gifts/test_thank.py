"""
`giftThank`: by the recipient alone, once for each gift, and told to the room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from largesse.errors import Forbidden, NotFound
from largesse.gifts.rows import GIFT_THANKS
from largesse.gifts.thank import GiftThanked, ThankOrder, thank
from largesse.rooms.close import CloseOrder, RoomClose
from tests.gifts.scene import GUEST, HOST, NOW, OPERATOR, OTHER, SENDER, Scene

if TYPE_CHECKING:
    from largesse.gifts.rows import GiftRow
    from largesse.ledger.deed import Applied


@pytest.fixture
def scene() -> Scene:
    """A scene whose sender can pay for a few roses."""
    made = Scene()
    made.grant(50)
    return made


async def thanked(scene: Scene, gift: GiftRow, caller_id: str = HOST, key: str = "thanks") -> Applied:
    async def find(gift_id: str) -> GiftRow | None:
        return gift if gift_id == gift.id else None

    order = ThankOrder(caller_id=caller_id, key=key, content={"gift": gift.id}, gift_id=gift.id)
    return await thank(scene.state, find, order)


async def test_the_room_hears_of_thanks_and_whose_gift_it_was(scene: Scene) -> None:
    gift = scene.send().answer.gift
    scene.state.now += 7
    applied = await thanked(scene, gift)
    assert (applied.result, applied.answer) == ({"gift_id": gift.id}, GiftThanked(gift, NOW + 7))
    assert scene.state.rows(GIFT_THANKS) == [(gift.id, NOW + 7, 1)]
    event = scene.state.events[-1]
    assert (event.stream_id, event.kind) == (scene.room_id, "giftThanked")
    assert orjson.loads(event.payload) == {
        "gift_id": gift.id,
        "recipient_id": HOST,
        "sender_id": SENDER,
        "thanked_at": NOW + 7,
    }


async def test_thanks_do_not_unmask_who_gave_anonymously(scene: Scene) -> None:
    gift = scene.send(anonymous=True).answer.gift
    await thanked(scene, gift)
    assert orjson.loads(scene.state.events[-1].payload).keys() == {"gift_id", "recipient_id", "thanked_at"}


async def test_a_gift_is_thanked_for_once_however_often_it_is_asked(scene: Scene) -> None:
    gift = scene.send().answer.gift
    first = await thanked(scene, gift)
    assert (await thanked(scene, gift)).replayed
    heard, rows = list(scene.state.events), scene.state.rows(GIFT_THANKS)
    scene.state.now += 5
    again = await thanked(scene, gift, key="thanks again")
    assert (again.replayed, again.answer) == (False, first.answer)
    assert (scene.state.events, scene.state.rows(GIFT_THANKS)) == (heard, rows)


async def test_a_gift_of_a_combo_stands_for_the_whole_of_it(scene: Scene) -> None:
    first, second = (scene.send().answer.gift for _ in range(2))
    thanks = await thanked(scene, second)
    # A combo has the identifier of the gift that began it.
    assert scene.state.rows(GIFT_THANKS) == [(first.id, NOW, 1)]
    heard = list(scene.state.events)
    for gift in (first, second, scene.send().answer.gift):
        again = await thanked(scene, gift, key=f"for {gift.id}")
        assert again.answer == GiftThanked(gift, thanks.answer.thanked_at)
    assert [event.kind for event in scene.state.events[len(heard) :]] == ["giftSent"]


async def test_gifts_of_different_combos_and_anonymous_ones_are_thanked_for_one_by_one(scene: Scene) -> None:
    gifts = [scene.send(anonymous=anonymous).answer.gift for anonymous in (False, True, True)]
    for gift in gifts:
        await thanked(scene, gift, key=gift.id)
    assert {row.gift_id for row in scene.state.rows(GIFT_THANKS)} == {gift.id for gift in gifts}
    assert [event.kind for event in scene.state.events[-3:]] == ["giftThanked"] * 3


@pytest.mark.parametrize("caller_id", [SENDER, GUEST, OPERATOR, OTHER])
async def test_nobody_thanks_for_what_somebody_else_received(scene: Scene, caller_id: str) -> None:
    gift = scene.send().answer.gift
    snapshot = scene.state.snapshot()
    with pytest.raises(Forbidden) as refused:
        await thanked(scene, gift, caller_id)
    assert refused.value.needs == "the gift's recipient"
    assert scene.state.snapshot() == snapshot


async def test_a_guest_thanks_for_what_they_received(scene: Scene) -> None:
    gift = scene.send(recipient_id=GUEST).answer.gift
    assert (await thanked(scene, gift, GUEST)).answer.gift == gift


async def test_a_gift_that_is_not_there_is_not_found(scene: Scene) -> None:
    gift = scene.send().answer.gift
    snapshot = scene.state.snapshot()
    with pytest.raises(NotFound):
        await thank(scene.state, _nothing, ThankOrder(caller_id=HOST, key="k", content={}, gift_id=gift.id))
    assert scene.state.snapshot() == snapshot


async def test_thanks_come_after_the_room_is_closed_and_for_what_was_taken_back(scene: Scene) -> None:
    gift = scene.send().answer.gift
    scene.reverse(gift)
    scene.do(RoomClose, CloseOrder(caller_id=HOST, key="close", content={}, room_id=scene.room_id))
    await thanked(scene, gift)
    assert [event.kind for event in scene.state.events[-2:]] == ["roomClosed", "giftThanked"]


async def _nothing(_gift_id: str) -> GiftRow | None:
    return None
