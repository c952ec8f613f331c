"""
Tokens in addresses: a room token lets in, a bearer token never does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp import WSServerHandshakeError

from largesse.people.caller import person_id
from tests.web.house import room_token, token
from tests.web.sockets.test_sockets import INIT, say, subscribe

if TYPE_CHECKING:
    import io

    from tests.web.house import House

VIEWER = "{ viewer }"


async def test_a_room_token_in_the_address_tells_who_calls(open_house: House) -> None:
    sent = {"query": VIEWER, "roomToken": room_token()}
    async with open_house.client.get(f"{open_house.url}/graphql", params=sent) as answer:
        assert (answer.status, await answer.json(content_type=None)) == (200, {"data": {"viewer": person_id("ann")}})
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    address = f"{open_house.url}/graphql?roomToken={room_token()}"
    async with open_house.client.post(address, json={"query": VIEWER}) as answer:
        assert answer.status == 200
    async with open_house.client.ws_connect(address, protocols=["graphql-transport-ws"]) as socket:
        _, told = await say(socket, INIT, subscribe(VIEWER))
        assert told["payload"] == {"data": {"viewer": person_id("ann")}}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (token(), "FORGED"),
        (room_token(secret="another secret, also long enough for it"), "FORGED"),
        (room_token(seconds=-61), "EXPIRED"),
        ("", "MALFORMED"),
        ("a.b.c", "MALFORMED"),
    ],
    ids=["bearer", "forged", "expired", "empty", "malformed"],
)
async def test_what_is_no_room_token_is_401(text: str, reason: str, open_house: House) -> None:
    address = f"{open_house.url}/graphql?roomToken={text}"
    async with open_house.client.post(address, json={"query": "{ hello }"}) as answer:
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"')
        (error,) = (await answer.json(content_type=None))["errors"]
        assert error["extensions"] == {"code": "UNAUTHENTICATED", "reason": reason}
    with pytest.raises(WSServerHandshakeError) as caught:
        await open_house.client.ws_connect(address, protocols=["graphql-transport-ws"])
    assert caught.value.status == 401


@pytest.mark.parametrize("name", ["token", "access_token"])
async def test_a_bearer_token_in_an_address_is_refused_and_not_logged(
    name: str, open_house: House, log: io.StringIO
) -> None:
    bearer = token()
    for headers in ({}, {"Authorization": f"Bearer {token()}"}):
        sent = {"query": "{ hello }", name: bearer}
        async with open_house.client.get(f"{open_house.url}/graphql", params=sent, headers=headers) as answer:
            assert answer.status == 400
            assert answer.headers["WWW-Authenticate"].startswith('Bearer error="invalid_request"')
            said = await answer.json(content_type=None)
        assert said["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}
        assert bearer not in str(said)
    assert bearer not in log.getvalue()


@pytest.mark.parametrize(
    ("tail", "headers"),
    [
        (f"roomToken={room_token()}", {"Authorization": f"Bearer {token()}"}),
        (f"roomToken={room_token()}&roomToken={room_token()}", {}),
    ],
    ids=["and a header", "twice"],
)
async def test_two_tokens_are_refused(tail: str, headers: dict[str, str], open_house: House) -> None:
    address = f"{open_house.url}/graphql?{tail}"
    async with open_house.client.post(address, json={"query": "{ hello }"}, headers=headers) as answer:
        assert answer.status == 400
        assert 'error="invalid_request"' in answer.headers["WWW-Authenticate"]
