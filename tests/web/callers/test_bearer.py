"""
Bearer tokens at the doors: who is let in, who is not, and for how long.
"""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from aiohttp import WSServerHandshakeError

from largesse.people.caller import person_id
from tests.web.house import house, token
from tests.web.sockets.test_sockets import INIT, heard, say, subscribe

if TYPE_CHECKING:
    from tests.web.house import House
    from tests.web.toy import Happenings

BAD = {
    "expired": (token(seconds=-61), "EXPIRED"),
    "forged": (token(secret="another secret, also long enough for it"), "FORGED"),
    "malformed": ("a.b.c", "MALFORMED"),
}


async def test_a_good_token_tells_who_calls(open_house: House) -> None:
    for scheme in ("Bearer", "bearer"):
        _, answer = await open_house.ask({"query": "{ viewer }"}, Authorization=f"{scheme} {token('ann')}")
        assert answer == {"data": {"viewer": person_id("ann")}}


async def test_without_a_token_public_fields_are_answered_and_others_refused(open_house: House) -> None:
    status, answer = await open_house.ask({"query": "{ hello }"})
    assert (status, answer) == (200, {"data": {"hello": "hello world"}})
    status, answer = await open_house.ask({"query": "{ viewer }"})
    assert (status, answer["data"]) == (200, None)
    assert answer["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


@pytest.mark.parametrize(("bearer", "reason"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_a_token_that_gives_nothing_is_401_even_for_public_fields(
    bearer: str, reason: str, accept: str, open_house: House, seen: Happenings
) -> None:
    headers = {"Authorization": f"Bearer {bearer}", "Accept": accept}
    body = {"query": "mutation { add(number: 1) }"}
    async with open_house.client.post(f"{open_house.url}/graphql", json=body, headers=headers) as answer:
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token", error_description="')
        (error,) = (await answer.json(content_type=None))["errors"]
        assert error["extensions"] == {"code": "UNAUTHENTICATED", "reason": reason}
    assert seen.adds == []


@pytest.mark.parametrize(
    ("header", "challenge"),
    [
        ("Basic YTpi", "Bearer"),
        (token(), "Bearer"),
        ("", "Bearer"),
        ("Bearer", 'Bearer error="invalid_token", error_description="The bearer token is malformed."'),
        ("Bearer ", 'Bearer error="invalid_token", error_description="The bearer token is malformed."'),
        ("Bearer a b", 'Bearer error="invalid_token", error_description="The bearer token is malformed."'),
    ],
    ids=["basic", "none", "empty", "bare", "blank", "two words"],
)
async def test_another_scheme_is_told_which_to_use(header: str, challenge: str, open_house: House) -> None:
    body, headers = {"query": "{ hello }"}, {"Authorization": header}
    async with open_house.client.post(f"{open_house.url}/graphql", json=body, headers=headers) as answer:
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, challenge)


async def test_two_tokens_are_400(open_house: House) -> None:
    good = f"Bearer {token()}"
    headers = [("Authorization", good), ("Authorization", good)]
    async with open_house.client.post(
        f"{open_house.url}/graphql", json={"query": "{hello}"}, headers=headers
    ) as answer:
        assert answer.status == 400
        assert answer.headers["WWW-Authenticate"].startswith('Bearer error="invalid_request"')


@pytest.mark.parametrize(
    "payload",
    [
        {"token": token("ann")},
        {"Authorization": f"Bearer {token('ann')}"},
        {"authorization": f"bearer {token('ann')}"},
    ],
    ids=["token", "Authorization", "authorization"],
)
async def test_a_socket_takes_its_token_from_connection_init(payload: object, open_house: House) -> None:
    async with open_house.socket() as socket:
        ack, answer = await say(socket, {**INIT, "payload": payload}, subscribe("{ viewer }"))
        assert ack["type"] == "connection_ack"
        assert answer["payload"] == {"data": {"viewer": person_id("ann")}}


async def test_the_acknowledgement_tells_when_the_token_expires(open_house: House) -> None:
    bearer = token("ann", 3600)
    claims = json.loads(base64.urlsafe_b64decode(bearer.split(".")[1] + "=="))
    for headers, payload in (({"Authorization": f"Bearer {bearer}"}, {}), ({}, {"token": bearer})):
        async with open_house.socket(**headers) as socket:
            (ack,) = await say(socket, {**INIT, "payload": payload})
            assert set(ack["payload"]) == {"tokenExpiresAt"}
            assert datetime.fromisoformat(ack["payload"]["tokenExpiresAt"]).timestamp() == claims["exp"]
    async with open_house.socket() as socket:
        assert await say(socket, INIT) == [{"type": "connection_ack"}]


async def test_a_socket_takes_its_token_from_the_handshake_and_the_payload_comes_first(open_house: House) -> None:
    async with open_house.socket(Authorization=f"Bearer {token('ann')}") as socket:
        _, answer = await say(socket, INIT, subscribe("{ viewer }"))
        assert answer["payload"] == {"data": {"viewer": person_id("ann")}}
    async with open_house.socket(Authorization=f"Bearer {token('ann')}") as socket:
        _, answer = await say(socket, {**INIT, "payload": {"token": token("bob")}}, subscribe("{ viewer }"))
        assert answer["payload"] == {"data": {"viewer": person_id("bob")}}


async def test_a_socket_without_a_token_answers_public_fields(open_house: House) -> None:
    async with open_house.socket() as socket:
        _, answer = await say(socket, {**INIT, "payload": {"token": None}}, subscribe("{ hello }"))
        assert answer["payload"] == {"data": {"hello": "hello world"}}


@pytest.mark.parametrize("bearer", [bearer for bearer, _ in BAD.values()], ids=BAD)
async def test_a_handshake_with_a_token_that_gives_nothing_is_401(bearer: str, open_house: House) -> None:
    with pytest.raises(WSServerHandshakeError) as caught:
        await open_house.socket(Authorization=f"Bearer {bearer}").__aenter__()
    assert caught.value.status == 401


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"token": BAD["expired"][0]}, 4401),
        ({"token": BAD["forged"][0]}, 4403),
        ({"token": "x"}, 4403),
        ({"token": 5}, 4403),
        ({"token": ""}, 4403),
        ({"Authorization": token()}, 4403),
        ({"Authorization": 5}, 4403),
    ],
)
async def test_connection_init_with_a_token_that_gives_nothing_closes_the_socket(
    payload: object, code: int, open_house: House
) -> None:
    async with open_house.socket() as socket:
        assert await say(socket, {**INIT, "payload": payload}) == [code]


async def test_a_token_that_expires_closes_its_socket_and_ends_its_subscriptions(
    open_house: House, seen: Happenings
) -> None:
    async with open_house.socket() as socket:
        await say(socket, {**INIT, "payload": {"token": token(seconds=2.5)}}, subscribe("subscription { forever }"))
        assert await heard(socket) == 4401
    async with asyncio.timeout(5):
        while not seen.streams_closed:  # noqa: ASYNC110 - the resolver's end has no event
            await asyncio.sleep(0)


async def test_a_token_within_its_leeway_is_let_in_and_closed_at_the_leeways_end() -> None:
    async with house(token_leeway_seconds=32) as opened, opened.socket() as socket:
        # The verifier's own leeway is a minute: this token has a second or two left of the doors' 32.
        bearer = token(seconds=-30)
        (ack,) = await say(socket, {**INIT, "payload": {"token": bearer}})
        assert ack["type"] == "connection_ack"
        assert await heard(socket) == 4401
