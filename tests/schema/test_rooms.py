"""
Rooms over the graph: opened, staged, paused and closed by those who may.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from largesse.ledger.identifiers import new_id
from largesse.schema.ids import global_id
from tests.schema.house import ANN, BOB, CLEO, DORA, MODERATOR, OPERATOR, FailingJournal, House

if TYPE_CHECKING:
    from tests.schema.house import Json

ERRORS = "replayed errors { __typename ... on UserError { path } }"
OPEN = (
    f"mutation ($input: RoomOpenInput!) {{ roomOpen(input: $input) {{ room {{ id title host {{ id }} }} {ERRORS} }} }}"
)
STAGE = f"""mutation ($input: RoomStageSetInput!) {{
    roomStageSet(input: $input) {{ room {{ stage {{ id name }} }} {ERRORS} }} }}"""
PAUSE = f"mutation ($input: RoomPauseInput!) {{ roomPause(input: $input) {{ room {{ status offset }} {ERRORS} }} }}"
CLOSE = f"mutation ($input: RoomCloseInput!) {{ roomClose(input: $input) {{ room {{ status closedAt }} {ERRORS} }} }}"
BLOCK = f"""mutation ($input: RoomBlockSetInput!) {{
    roomBlockSet(input: $input) {{ block {{ blocked reason person {{ id }} }} room {{ id }} {ERRORS} }} }}"""


def people(*callers: Json) -> list[str]:
    return [global_id("Person", caller.id) for caller in callers]


async def do(house: House, caller: Json, document: str, **sent: Json) -> Json:
    (payload,) = (await house.ask(caller, document, input={"idempotencyKey": house.key(), **sent})).values()
    return payload


def names(payload: Json) -> list[str]:
    return [error["__typename"] for error in payload["errors"]]


async def seen(house: House, *callers: Json) -> None:
    """Have people call, so that they are known."""
    for caller in callers:
        await house.ask(caller, "{ viewer { person { id } } }")


async def test_creators_and_operators_open_rooms(house: House) -> None:
    payload = await do(house, CLEO, OPEN, title=" Songs ", idempotencyKey="room")
    assert payload["room"]["title"] == "Songs"
    assert payload["room"]["host"] == {"id": global_id("Person", CLEO.id)}
    again = await do(house, CLEO, OPEN, title=" Songs ", idempotencyKey="room")
    assert again == {**payload, "replayed": True}
    for caller in (ANN, MODERATOR):
        assert names(await do(house, caller, OPEN, title="Songs")) == ["ForbiddenError"]
    assert names(await do(house, None, OPEN, title="Songs")) == ["UnauthenticatedError"]


async def test_an_operator_opens_a_room_for_somebody_else_and_a_creator_does_not(house: House) -> None:
    host = {"id": global_id("Person", CLEO.id)}
    payload = await do(house, OPERATOR, OPEN, title="Songs", host=host)
    assert payload["room"]["host"] == host
    assert names(await do(house, DORA, OPEN, title="Songs", host=host)) == ["ForbiddenError"]
    assert names(await do(house, CLEO, OPEN, title="Songs", host=host)) == []
    rooms = (await house.ask(ANN, "{ rooms { nodes { host { id } } } }"))["rooms"]["nodes"]
    assert rooms == [{"host": host}, {"host": host}]


@pytest.mark.parametrize("title", ["", "t" * 121, "a\0b", "a\udc00"])
async def test_a_title_must_be_one(house: House, title: str) -> None:
    payload = await do(house, CLEO, OPEN, title=title)
    assert payload["errors"] == [{"__typename": "InvalidInputError", "path": ["input", "title"]}]
    assert (await house.ask(ANN, "{ rooms { nodes { id } } }"))["rooms"]["nodes"] == []


async def test_guests_who_are_set_on_stage_may_receive(house: House) -> None:
    room = await house.open_room()
    await seen(house, DORA)
    payload = await do(house, CLEO, STAGE, roomId=room, guestIds=people(DORA))
    assert [each["name"] for each in payload["room"]["stage"]] == ["Cleo", "Dora"]
    await house.grant(ANN, 10)
    sent = await house.send(ANN, room, "gift { recipient { name } }", recipientId=global_id("Person", DORA.id))
    assert sent["gift"]["recipient"] == {"name": "Dora"}


async def test_a_stage_that_cannot_be_is_refused(house: House) -> None:
    room = await house.open_room()
    await seen(house, DORA, ANN)
    assert names(await do(house, CLEO, STAGE, roomId=room, guestIds=people(DORA, DORA))) == ["StageInvalidError"]
    assert names(await do(house, CLEO, STAGE, roomId=room, guestIds=people(CLEO))) == ["StageInvalidError"]
    assert names(await do(house, CLEO, STAGE, roomId=room, guestIds=people(BOB))) == ["NotFoundError"]
    odd = await do(house, CLEO, STAGE, roomId=room, guestIds=[*people(DORA), "odd"])
    assert odd["errors"] == [{"__typename": "InvalidInputError", "path": ["input", "guestIds", "1"]}]
    many = await do(house, CLEO, STAGE, roomId=room, guestIds=people(ANN) * 101)
    assert names(many) == ["InvalidInputError"]
    data = await house.ask(ANN, "query ($id: ID!) { room(id: $id) { stage { name } } }", id=room)
    assert data["room"]["stage"] == [{"name": "Cleo"}]


async def test_a_host_moderators_and_operators_change_a_room_and_nobody_else(house: House) -> None:
    room = await house.open_room()
    for caller in (ANN, DORA):
        for document, sent in (
            (STAGE, {"guestIds": []}),
            (PAUSE, {}),
            (CLOSE, {}),
            (BLOCK, {"personId": global_id("Person", BOB.id), "blocked": True}),
        ):
            assert names(await do(house, caller, document, roomId=room, **sent)) == ["ForbiddenError"]
    for caller in (CLEO, MODERATOR, OPERATOR):
        assert (await do(house, caller, PAUSE, roomId=room))["room"]["status"] == "PAUSED"
        assert (await do(house, caller, PAUSE, roomId=room, paused=False))["room"]["status"] == "OPEN"
    assert (await do(house, MODERATOR, PAUSE, roomId=room))["room"]["offset"] == "8"


async def test_a_paused_room_takes_no_gifts_and_a_closed_one_nothing(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 10)
    await do(house, CLEO, PAUSE, roomId=room)
    assert names(await house.send(ANN, room)) == ["RoomNotOpenError"]
    closed = (await do(house, CLEO, CLOSE, roomId=room))["room"]
    assert closed["status"] == "CLOSED"
    assert closed["closedAt"] is not None
    assert names(await do(house, CLEO, CLOSE, roomId=room)) == ["RoomNotOpenError"]
    assert names(await house.send(ANN, room)) == ["RoomNotOpenError"]
    assert names(await do(house, CLEO, CLOSE, roomId=global_id("Room", new_id()))) == ["NotFoundError"]


async def test_whoever_is_blocked_sends_nothing_and_nobody_hears_of_it(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 10)
    person = global_id("Person", ANN.id)
    sent = {"roomId": room, "personId": person, "blocked": True, "reason": "rude", "idempotencyKey": "block"}
    payload = await do(house, CLEO, BLOCK, **sent)
    assert payload["block"] == {"blocked": True, "reason": "rude", "person": {"id": person}}
    assert await do(house, CLEO, BLOCK, **sent) == {**payload, "replayed": True}
    assert names(await house.send(ANN, room)) == ["SenderBlockedError"]
    data = await house.ask(ANN, "query ($id: ID!) { room(id: $id) { offset } }", id=room)
    assert data["room"]["offset"] == "1"
    await do(house, CLEO, BLOCK, roomId=room, personId=person, blocked=False)
    assert names(await house.send(ANN, room)) == []
    own = await do(house, CLEO, BLOCK, roomId=room, personId=global_id("Person", CLEO.id), blocked=True)
    assert own["errors"] == [{"__typename": "InvalidInputError", "path": ["input", "personId"]}]


async def test_rooms_are_listed_by_status_the_newest_first(house: House) -> None:
    first, second, third = [await house.open_room(title=title) for title in ("one", "two", "three")]
    await do(house, CLEO, CLOSE, roomId=second)
    document = "query ($status: RoomStatus) { rooms(status: $status) { nodes { id } } }"

    async def ids(**more: Json) -> list[str]:
        return [node["id"] for node in (await house.ask(ANN, document, **more))["rooms"]["nodes"]]

    assert await ids() == [third, second, first]
    assert await ids(status="OPEN") == [third, first]
    assert await ids(status="CLOSED") == [second]


@pytest.mark.parametrize("deed", ["boardSet(input: {shown: false", "goalRefuse(input: {refused: true"])
async def test_an_empty_id_of_a_room_does_not_stand_for_all_of_them(house: House, deed: str) -> None:
    nothing_done = dataclasses.replace(house.services, journal=FailingJournal(AssertionError("a deed was begun")))
    document = f'mutation {{ deed: {deed}, idempotencyKey: "{house.key()}", roomId: "" }}) {{ {ERRORS} }} }}'
    payload = (await house.ask(CLEO, document, nothing_done))["deed"]
    assert payload == {"replayed": False, "errors": [{"__typename": "InvalidInputError", "path": ["input", "roomId"]}]}


async def test_a_rooms_gifts_are_in_the_order_of_its_events(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 10)
    gifts = [(await house.send(ANN, room, anonymous=bool(number % 2)))["gift"]["id"] for number in range(5)]
    document = """query ($id: ID!, $after: String) { room(id: $id) {
        offset gifts(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }"""
    found, after = [], None
    while True:
        seen_room = (await house.ask(BOB, document, id=room, after=after))["room"]
        found += [node["id"] for node in seen_room["gifts"]["nodes"]]
        if not seen_room["gifts"]["pageInfo"]["hasNextPage"]:
            break
        after = seen_room["gifts"]["pageInfo"]["endCursor"]
    assert found == gifts[::-1]
    assert seen_room["offset"] == "6"
