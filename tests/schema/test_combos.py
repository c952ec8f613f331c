"""
Combos over the graph: as they were with a gift in them, as they are, and what each side may see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.combos.rows import WINDOW
from largesse.schema.ids import global_id
from tests.schema.house import ANN, BOB, CLEO, DORA, OPERATOR

if TYPE_CHECKING:
    from tests.schema.house import House, Json

COMBO = """
    id count totalCoins priceCoins giftTypeKey status startedAt endsAt endedAt endReason
    sender { id name } recipient { id } room { title } giftType { key } firstGift { id quantity }
    totalDiamonds { decimal asset }
"""
SENT = f"gift {{ id combo {{ id count }} }} combo {{ {COMBO} }}"
NODE = f"query ($id: ID!) {{ node(id: $id) {{ ... on Combo {{ {COMBO} }} }} }}"
ROOM = "query ($id: ID!, $first: Int! = 10) { node(id: $id) { ... on Room { combos(first: $first) { id count } } } }"


async def room_with_gifts(house: House, *quantities: int) -> tuple[str, list[Json]]:
    """A room in which Ann has sent so many roses, one gift after another, and what she was answered."""
    await house.grant(ANN, 10_000)
    room = await house.open_room()
    return room, [await house.send(ANN, room, SENT, quantity=quantity) for quantity in quantities]


async def test_a_gift_is_answered_with_its_combo_as_it_then_was(house: House) -> None:
    room, (first, second) = await room_with_gifts(house, 2, 3)
    combo = second["combo"]
    assert (first["combo"]["count"], combo["count"], first["combo"]["id"]) == ("2", "5", combo["id"])
    assert combo["totalCoins"] == str(5 * int(combo["priceCoins"]))
    assert (combo["status"], combo["endedAt"], combo["endReason"]) == ("RUNNING", None, None)
    assert (combo["sender"]["name"], combo["recipient"]["id"]) == ("Ann", global_id("Person", CLEO.id))
    assert (combo["room"]["title"], combo["giftType"]["key"], combo["giftTypeKey"]) == ("Songs", "rose", "rose")
    assert combo["firstGift"] == {"id": first["gift"]["id"], "quantity": 2}
    assert second["gift"]["combo"] == {"id": combo["id"], "count": "5"}
    assert (await house.ask(BOB, ROOM, id=room))["node"]["combos"] == [{"id": combo["id"], "count": "5"}]


async def test_a_replay_is_answered_with_the_combo_as_it_was_committed(house: House) -> None:
    room, _ = await room_with_gifts(house, 2)
    first = await house.send(ANN, room, SENT, idempotencyKey="again")
    await house.send(ANN, room, SENT, quantity=7)
    again = await house.send(ANN, room, SENT, idempotencyKey="again")
    assert (again["replayed"], again["combo"]) == (True, first["combo"])
    # The gift's own combo is the one that there is now.
    assert (again["combo"]["count"], again["gift"]["combo"]["count"]) == ("3", "10")


async def test_only_recipient_and_operators_see_what_a_combo_earned(house: House) -> None:
    _, (sent,) = await room_with_gifts(house, 10)
    assert sent["combo"]["totalDiamonds"] is None
    seen = [
        (await house.ask(caller, NODE, id=sent["combo"]["id"]))["node"]["totalDiamonds"]
        for caller in (ANN, BOB, DORA, CLEO, OPERATOR)
    ]
    assert seen[:3] == [None] * 3
    assert seen[3] == seen[4]
    assert seen[3]["asset"] == "DIAMOND"


async def test_an_anonymous_gift_has_no_combo(house: House) -> None:
    room, _ = await room_with_gifts(house)
    sent = await house.send(ANN, room, SENT, anonymous=True)
    assert (sent["errors"], sent["combo"], sent["gift"]["combo"]) == ([], None, None)
    assert (await house.ask(ANN, ROOM, id=room))["node"]["combos"] == []
    again = await house.send(ANN, room, SENT, anonymous=True, idempotencyKey="hidden")
    assert (again["combo"], (await house.send(ANN, room, SENT, anonymous=True, idempotencyKey="hidden"))["combo"]) == (
        None,
        None,
    )


async def test_a_room_lists_its_running_combos_the_most_coins_first(house: House) -> None:
    room, (ann,) = await room_with_gifts(house, 3)
    await house.grant(BOB, 10_000)
    bob = await house.send(BOB, room, SENT, quantity=4)
    listed = [bob["combo"]["id"], ann["combo"]["id"]]
    for first in (1, 2, 50):
        found = (await house.ask(DORA, ROOM, id=room, first=first))["node"]["combos"]
        assert [combo["id"] for combo in found] == listed[:first]
    for first in (0, 51):
        _, errors = await house.answer(DORA, ROOM, id=room, first=first)
        assert errors == [("INVALID_INPUT", ["node", "combos"])]


async def test_a_combo_that_has_ended_says_when_and_why(house: House) -> None:
    room, (sent,) = await room_with_gifts(house, 1)
    house.clock.instant += WINDOW
    await house.send(ANN, room, SENT)
    combo = (await house.ask(BOB, NODE, id=sent["combo"]["id"]))["node"]
    assert (combo["status"], combo["count"], combo["endsAt"]) == ("ENDED", "1", None)
    assert (combo["endReason"], combo["endedAt"]) == ("WINDOW_PASSED", sent["combo"]["endsAt"])


async def test_a_follower_hears_of_a_combo_with_each_gift_and_of_its_end(house: House) -> None:
    room, _ = await room_with_gifts(house)
    document = f"""subscription ($room: ID!) {{ roomEvents(roomId: $room) {{
        __typename
        ... on GiftSentEvent {{ combo {{ {COMBO} }} }}
        ... on ComboEndedEvent {{ occurredAt combo {{ {COMBO} }} }}
    }} }}"""
    async with house.following(BOB, document, room=room) as following:
        await following()
        sent = await house.send(ANN, room, SENT, quantity=2)
        heard = (await following())["roomEvents"]
        assert (heard["__typename"], heard["combo"]) == ("GiftSentEvent", sent["combo"])
        house.clock.instant += WINDOW
        await house.send(ANN, room, SENT)
        end, begun = [(await following())["roomEvents"] for _ in range(2)]
    assert (end["__typename"], begun["__typename"]) == ("ComboEndedEvent", "GiftSentEvent")
    # What is told of an end is what there is to read of it.
    assert end["combo"] == (await house.ask(BOB, NODE, id=sent["combo"]["id"]))["node"]
    assert (begun["combo"]["count"], begun["combo"]["id"] != sent["combo"]["id"]) == ("1", True)


async def test_nobody_finds_a_combo_that_is_not_there(house: House) -> None:
    assert (await house.ask(ANN, NODE, id=global_id("Combo", "nothing")))["node"] is None
    assert (await house.ask(ANN, NODE, id=global_id("Combo", ANN.id)))["node"] is None
