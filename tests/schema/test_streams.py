"""
Following a room: a snapshot, then each event once, resumed where one left off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.ledger.identifiers import new_id
from largesse.ledger.rows import STREAMS, EventRow
from largesse.schema.context import Context
from largesse.schema.filling import Filled
from largesse.schema.ids import global_id, key_of
from largesse.schema.room_events.gifts import combo_of, gift_of
from largesse.schema.room_events.item import Lagged as LaggedItem
from largesse.schema.room_events.item import StreamItem
from largesse.schema.room_events.told import shown
from largesse.streams import Cursor, Lagged, Occurred
from tests.schema.house import ANN, BOB, CLEO, DORA, MODERATOR, OPERATOR, House

if TYPE_CHECKING:
    from tests.schema.house import Json

EVENTS = """subscription ($roomId: ID!, $after: String) { roomEvents(roomId: $roomId, after: $after) {
    __typename
    ... on StreamItem { cursor offset }
    ... on RoomSnapshot { room { status title offset gifts { nodes { id } } } }
    ... on GiftSentEvent { gift {
        id quantity message sender { name } recipient { name } type { name } senderReceipt { totalCoins }
    } }
    ... on GiftReversedEvent { gift { id remainingQuantity } reversedQuantity reversedCoins }
    ... on StageChangedEvent { stage { name } }
    ... on StreamEnded { reason }
} }"""


async def do(house: House, caller: Json, name: str, **sent: Json) -> None:
    sent_type = f"{name[:1].upper()}{name[1:]}Input!"
    document = f"mutation ($input: {sent_type}) {{ {name}(input: $input) {{ errors {{ __typename }} }} }}"
    data = await house.ask(caller, document, input={"idempotencyKey": house.key(), **sent})
    assert data[name]["errors"] == []


async def test_a_snapshot_comes_first_then_every_event_once_and_in_order(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 100)
    before = (await house.send(ANN, room))["gift"]["id"]
    await house.ask(DORA, "{ viewer { person { id } } }")
    async with house.following(BOB, EVENTS, roomId=room) as following:
        snapshot = (await following())["roomEvents"]
        assert (snapshot["__typename"], snapshot["offset"]) == ("RoomSnapshot", "2")
        assert snapshot["room"] == {
            "status": "OPEN",
            "title": "Songs",
            "offset": "2",
            "gifts": {"nodes": [{"id": before}]},
        }
        gift = (await house.send(ANN, room, quantity=4, message="Hi"))["gift"]["id"]
        await do(house, OPERATOR, "giftReverse", giftId=gift, quantity=3, reason="a test")
        await do(house, CLEO, "roomStageSet", roomId=room, guestIds=[global_id("Person", DORA.id)])
        await do(house, CLEO, "roomPause", roomId=room)
        await do(house, MODERATOR, "roomPause", roomId=room, paused=False)
        await do(house, CLEO, "roomClose", roomId=room)
        told = [(await following())["roomEvents"] for _ in range(6)]
    assert [each["offset"] for each in told] == ["3", "4", "5", "6", "7", "8"]
    assert [each["__typename"] for each in told] == [
        "GiftSentEvent",
        "GiftReversedEvent",
        "StageChangedEvent",
        "RoomPausedEvent",
        "RoomResumedEvent",
        "RoomClosedEvent",
    ]
    assert told[0]["gift"] == {
        "id": gift,
        "quantity": 4,
        "message": "Hi",
        "sender": {"name": "Ann"},
        "recipient": {"name": "Cleo"},
        "type": {"name": "Rose"},
        "senderReceipt": None,
    }
    assert told[1]["gift"] == {"id": gift, "remainingQuantity": 1}
    assert (told[1]["reversedQuantity"], told[1]["reversedCoins"]) == (3, "3")
    assert told[2]["stage"] == [{"name": "Cleo"}, {"name": "Dora"}]


async def test_a_cursor_resumes_after_its_event_without_a_snapshot(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 100)
    async with house.following(BOB, EVENTS, roomId=room) as following:
        cursor = (await following())["roomEvents"]["cursor"]
    gifts = [(await house.send(ANN, room))["gift"]["id"] for _ in range(3)]
    for _ in range(2):
        async with house.following(BOB, EVENTS, roomId=room, after=cursor) as following:
            told = [(await following())["roomEvents"] for _ in range(3)]
        assert [each["gift"]["id"] for each in told] == gifts
    async with house.following(BOB, EVENTS, roomId=room, after=told[0]["cursor"]) as following:
        assert (await following())["roomEvents"]["gift"]["id"] == gifts[1]


async def test_an_anonymous_sender_is_told_to_nobody_in_the_room_and_elsewhere_to_themselves(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 100)
    async with (
        house.following(ANN, EVENTS, roomId=room) as own,
        house.following(CLEO, EVENTS, roomId=room) as others,
    ):
        await own()
        await others()
        await house.send(ANN, room, anonymous=True)
        told = [(await each())["roomEvents"]["gift"] for each in (own, others)]
    assert [gift["sender"] for gift in told] == [None, None]
    node = "query ($id: ID!) { node(id: $id) { ... on Gift { sender { name } } } }"
    shown = [await house.ask(who, node, id=told[0]["id"]) for who in (ANN, CLEO)]
    assert [each["node"]["sender"] for each in shown] == [{"name": "Ann"}, None]


async def test_what_an_event_shows_is_read_once_however_many_follow(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 100)
    document = """subscription ($roomId: ID!) { roomEvents(roomId: $roomId) {
        __typename
        ... on GiftSentEvent { gift { id message sender { name picture } recipient { name } type { name } } }
    } }"""
    async with (
        house.following(BOB, document, roomId=room) as first,
        house.following(CLEO, document, roomId=room) as second,
        house.following(DORA, document, roomId=room) as third,
    ):
        for following in (first, second, third):
            await following()
        house.rows.reads.clear()
        await house.send(ANN, room, message="Hi")
        told = [(await following())["roomEvents"]["gift"] for following in (first, second, third)]
    assert told[0] == told[1] == told[2]
    assert sorted(house.rows.reads) == ["gift_texts", "gifts", "message_texts", "messages", "people"]


@pytest.mark.parametrize(
    ("caller", "room", "after", "code"),
    [
        (None, None, None, "UNAUTHENTICATED"),
        (BOB, "x", None, "INVALID_INPUT"),
        (BOB, global_id("Room", new_id()), None, "NOT_FOUND"),
        (BOB, None, "x", "INVALID_INPUT"),
        (BOB, None, "", "INVALID_INPUT"),
        (BOB, None, "A" * 28, "INVALID_INPUT"),
    ],
)
async def test_what_cannot_be_followed_is_refused_before_anything_is_told(
    house: House, caller: Json, room: str | None, after: str | None, code: str
) -> None:
    opened = await house.open_room()
    assert await house.refused(caller, EVENTS, roomId=room or opened, after=after) == [code]


async def test_the_end_says_why_and_where_to_resume(house: House) -> None:
    room = await house.open_room()
    async with house.following(BOB, EVENTS, roomId=room) as following:
        cursor = (await following())["roomEvents"]["cursor"]
        await house.services.hub.close()
        ended = (await following())["roomEvents"]
    assert ended == {"__typename": "StreamEnded", "cursor": cursor, "offset": "1", "reason": "CLOSING"}


async def test_an_event_whose_gift_is_not_there_is_a_fault_and_no_nonsense() -> None:
    with pytest.raises(LookupError, match="gift-1"):
        gift_of(Filled({"gift_id": "gift-1"}, None, None, {}))


async def test_a_follower_who_is_too_slow_is_told_how_much_waits(house: House) -> None:
    cursor = Cursor(new_id(), 1, 7)
    item = await shown(Context(house.services, BOB, "request"), Lagged(30, cursor))
    assert isinstance(item, LaggedItem)
    assert (item.cursor, item.offset, item.missed_count) == (cursor.text, 7, 30)


async def test_an_event_says_from_which_offset_on_it_tells(house: House) -> None:
    context, stream_id = Context(house.services, BOB, "request"), new_id()
    row = EventRow(stream_id, 9, "roomPaused", new_id(), "{}", 0)
    for merged, begins in ((0, 9), (3, 6)):
        item = await shown(context, Occurred(row, Cursor(stream_id, 1, 9), 0, merged))
        assert isinstance(item, StreamItem)
        assert (item.from_offset, item.offset) == (begins, 9)


def test_gifts_of_a_combo_are_counted_by_the_next_one_and_nothing_else_is() -> None:
    def event(kind: str, payload: str) -> EventRow:
        return EventRow("room", 1, kind, "cause", payload, 0)

    assert combo_of(event("giftSent", '{"gift_id": "g", "combo": {"id": "c", "count": 2}}')) == "c"
    assert combo_of(event("giftSent", '{"gift_id": "g"}')) is None
    assert combo_of(event("comboEnded", '{"combo_id": "c", "combo": {"id": "c"}}')) is None


async def test_an_event_of_a_kind_that_is_not_told_is_passed_over(house: House) -> None:
    row = EventRow(new_id(), 1, "roomOpened", new_id(), "{}", 0)
    item = Occurred(row, Cursor(row.stream_id, 1, 1))
    assert await shown(Context(house.services, BOB, "request"), item) is None


async def test_a_room_whose_first_event_is_told_begins_with_the_second(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 1)
    gift = (await house.send(ANN, room))["gift"]["id"]
    stream_id = key_of("Room", room, "roomId")
    begin = Cursor(stream_id, (await house.rows.by_keys(STREAMS, [(stream_id,)]))[stream_id,].epoch, 0)
    async with house.following(BOB, EVENTS, roomId=room, after=begin.text) as following:
        assert (await following())["roomEvents"]["gift"]["id"] == gift
