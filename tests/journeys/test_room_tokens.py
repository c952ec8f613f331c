"""
Room tokens: in an address they read one room, and give nothing else to anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from largesse.schema.ids import global_id
from largesse.testing import CREATOR, OPERATOR, VIEWER
from largesse.testing.documents import GIFT_SEND, ROOM_CLOSE, ROOM_EVENTS, ROOM_OPEN, ROOM_PAUSE, WALLET_GRANT

if TYPE_CHECKING:
    from largesse.testing import Json, LocalNode, Persona

ROOM_TOKEN = "query RoomToken($room: ID!) { roomToken(roomId: $room) { token expiresAt } }"
ROOM = """
query ($room: ID!) {
  room(id: $room) {
    title
    stage { name wallet { availableCoins } earnings { pending { units } } }
    gifts { nodes { id } }
  }
  node(id: $room) { id }
  serverInfo { name }
}
"""
FORBIDDEN = {
    "viewer": "{ viewer { person { id } } }",
    "rooms": "{ rooms { nodes { id } } }",
    "room": "query ($other: ID!) { room(id: $other) { id } }",
    "node": "query ($other: ID!) { node(id: $other) { id } }",
    "nodes": "query ($person: ID!) { nodes(ids: [$person]) { id } }",
    "giftPanel": "query ($room: ID!) { giftPanel(roomId: $room) { availableCoins } }",
    "roomToken": ROOM_TOKEN,
}


async def lent(node: LocalNode, owner: Persona, room: str) -> str:
    return str((await node.query(ROOM_TOKEN, {"room": room}, token=node.token(owner)))["roomToken"]["token"])


async def asked(node: LocalNode, text: str, document: str, **variables: object) -> Json:
    """Ask with a room token, as a client would that sets no headers but the body's."""
    body = {"query": document, "variables": variables}
    async with node.session.post(f"{node.url}/graphql?roomToken={text}", json=body) as answer:
        return orjson.loads(await answer.read())


async def followed(node: LocalNode, text: str, room: str) -> Json:
    """What a subscription of a room is told first."""
    address = f"{node.url}/graphql?roomToken={text}"
    async with node.session.ws_connect(address, protocols=("graphql-transport-ws",)) as socket:
        await socket.send_json({"type": "connection_init"})
        assert (await socket.receive_json())["type"] == "connection_ack"
        body = {"query": ROOM_EVENTS, "variables": {"roomId": room}}
        await socket.send_json({"id": "1", "type": "subscribe", "payload": body})
        return (await socket.receive_json())["payload"]


async def test_its_room_is_read_and_nobodys_wallet(node: LocalNode) -> None:
    await node.grant(VIEWER, 5)
    room = await node.open_room(title="Jazz")
    gift = await node.send_gift(VIEWER, room)
    answer = await asked(node, await lent(node, CREATOR, room), ROOM, room=room)
    assert answer["data"] == {
        "room": {
            "title": "Jazz",
            # It is the creator's own token, and yet it shows the creator no wallet.
            "stage": [{"name": "Nova", "wallet": None, "earnings": None}],
            "gifts": {"nodes": [{"id": gift["id"]}]},
        },
        "node": {"id": room},
        "serverInfo": {"name": "Largesse"},
    }


async def test_its_room_is_followed_and_no_other(node: LocalNode) -> None:
    room, other = await node.open_room(), await node.open_room()
    text = await lent(node, VIEWER, room)
    assert (await followed(node, text, room))["data"]["roomEvents"]["__typename"] == "RoomSnapshot"
    assert [error["extensions"]["code"] for error in await followed(node, text, other)] == ["FORBIDDEN"]


@pytest.mark.parametrize("field", FORBIDDEN)
async def test_everything_else_is_forbidden(field: str, node: LocalNode) -> None:
    room, other = await node.open_room(), await node.open_room()
    text = await lent(node, OPERATOR, room)
    answer = await asked(node, text, FORBIDDEN[field], room=room, other=other, person=VIEWER.id)
    assert answer["data"] == {field: None}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]


async def test_nothing_is_done_with_one_whoever_it_is_from(node: LocalNode) -> None:
    await node.grant(VIEWER, 5)
    room = await node.open_room()
    sent = {
        GIFT_SEND: {"roomId": room, "giftType": "rose", "priceSeen": "1"},
        WALLET_GRANT: {"owner": {"id": VIEWER.id}, "coins": "5", "origin": "BONUS", "reason": "a test"},
        ROOM_OPEN: {"title": "Mine"},
        ROOM_PAUSE: {"roomId": room, "paused": True},
        ROOM_CLOSE: {"roomId": room},
    }
    for owner in (VIEWER, CREATOR, OPERATOR):
        text = await lent(node, owner, room)
        async with node.nothing_moves():
            for document, content in sent.items():
                answer = await asked(node, text, document, input={"idempotencyKey": node.key(), **content})
                (payload,) = answer["data"].values()
                assert [error["code"] for error in payload["errors"]] == ["FORBIDDEN"]


async def test_it_tells_the_server_no_name_and_takes_none_away(node: LocalNode) -> None:
    room = await node.open_room()
    text = await lent(node, VIEWER, room)
    async with node.nothing_moves():
        await asked(node, text, ROOM, room=room)
        await followed(node, text, room)


async def test_it_is_asked_for_by_whoever_has_a_token_and_for_a_room_that_is(node: LocalNode) -> None:
    room = await node.open_room()
    assert (await node.answer(ROOM_TOKEN, {"room": room})).codes == ["UNAUTHENTICATED"]
    nowhere = global_id("Room", "00000000-0000-7000-8000-000000000000")
    for wrong, code in ((VIEWER.id, "INVALID_INPUT"), (nowhere, "NOT_FOUND")):
        answer = await node.answer(ROOM_TOKEN, {"room": wrong}, token=node.token(VIEWER))
        assert (answer.data, answer.codes) == ({"roomToken": None}, [code])
