"""
Sockets: graphql-transport-ws, from the first message to the close.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType

from largesse.people.caller import person_id
from tests.web.house import house, token

if TYPE_CHECKING:
    from tests.web.house import House
    from tests.web.toy import Happenings

INIT = {"type": "connection_init"}


def subscribe(query: str, number: str = "1", **more: object) -> dict[str, object]:
    return {"type": "subscribe", "id": number, "payload": {"query": query, **more}}


async def heard(socket: ClientWebSocketResponse) -> Any:  # noqa: ANN401 - parsed JSON, or the code of a close
    message = await socket.receive(5)
    if message.type is WSMsgType.TEXT:
        return json.loads(message.data)
    assert message.type is WSMsgType.CLOSE, message
    return message.data


async def say(socket: ClientWebSocketResponse, *messages: object) -> list[Any]:
    """Send messages and return what is heard to each, one by one."""
    answers = []
    for message in messages:
        await (socket.send_str(message) if isinstance(message, str) else socket.send_json(message))
        answers.append(await heard(socket))
    return answers


async def test_a_subscription_yields_each_event_and_completes(open_house: House) -> None:
    async with open_house.socket() as socket:
        assert socket.protocol == "graphql-transport-ws"
        assert await say(socket, INIT) == [{"type": "connection_ack"}]
        await socket.send_json(subscribe("subscription($n: Int!) { count(to: $n) }", variables={"n": 2}))
        for number in range(2):
            assert await heard(socket) == {"id": "1", "type": "next", "payload": {"data": {"count": number}}}
        assert await heard(socket) == {"id": "1", "type": "complete"}


async def test_queries_and_mutations_are_executed_too(open_house: House, seen: Happenings) -> None:
    async with open_house.socket() as socket:
        await say(socket, INIT)
        for query, data in (("{ hello }", {"hello": "hello world"}), ("mutation { add(number: 3) }", {"add": 3})):
            (answer,) = await say(socket, subscribe(query))
            assert answer == {"id": "1", "type": "next", "payload": {"data": data}}
            assert await heard(socket) == {"id": "1", "type": "complete"}
    assert seen.adds == [3]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ hello", "GRAPHQL_PARSE_FAILED"),
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { hello } query B { hello }", "OPERATION_RESOLUTION_FAILURE"),
        ("query($n: Int!) { hello }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription($n: Int!) { count(to: $n) }", "BAD_USER_INPUT"),
        ("subscription { count(to: -1) }", "INVALID_INPUT"),
        ("{ box " * 16 + "{ size }" + "}" * 16, "LIMIT_EXCEEDED"),
        ("{" + "hello " * 2_000 + "}", "LIMIT_EXCEEDED"),
        ("subscription { hello }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_what_cannot_be_executed_is_an_error_and_the_socket_stays(
    query: str, code: str, open_house: House
) -> None:
    async with open_house.socket() as socket:
        await say(socket, INIT)
        (answer,) = await say(socket, subscribe(query))
        assert (answer["id"], answer["type"]) == ("1", "error")
        assert answer["payload"][0]["extensions"]["code"] == code
        assert (await say(socket, subscribe("{ hello }")))[0]["payload"] == {"data": {"hello": "hello world"}}


async def test_an_unexpected_error_of_a_field_is_masked(open_house: House) -> None:
    async with open_house.socket() as socket:
        await say(socket, INIT)
        (answer,) = await say(socket, subscribe("{ box { broken } }"))
        (error,) = answer["payload"]["errors"]
        assert (error["message"], error["extensions"]["code"]) == ("Internal error", "INTERNAL")
        assert await heard(socket) == {"id": "1", "type": "complete"}


async def test_a_stream_that_breaks_ends_in_a_masked_error(open_house: House) -> None:
    async with open_house.socket() as socket:
        await say(socket, INIT)
        (answer,) = await say(socket, subscribe("subscription { breaks }"))
        assert answer["payload"] == {"data": {"breaks": 0}}
        ended = await heard(socket)
        (error,) = ended["payload"]
        assert ended["type"] == "error"
        assert (error["message"], error["extensions"]["code"]) == ("Internal error", "INTERNAL")
        assert (await say(socket, {"type": "ping"})) == [{"type": "pong"}]


@pytest.mark.parametrize(
    "message",
    [
        "",
        "{",
        "5",
        "null",
        "[]",
        '"connection_init"',
        "[" * 100_000,
        {},
        {"type": 5},
        {"type": ["subscribe"]},
        {"type": "start"},
        {"type": "connection_init", "payload": []},
        {"type": "connection_init", "payload": "x"},
        {"type": "ping", "payload": 5},
        {"type": "subscribe"},
        {"type": "subscribe", "id": 5, "payload": {"query": "{hello}"}},
        {"type": "subscribe", "id": None, "payload": {"query": "{hello}"}},
        {"type": "subscribe", "id": "", "payload": {"query": "{hello}"}},
        {"type": "subscribe", "id": "1" * 256, "payload": {"query": "{hello}"}},
        {"type": "subscribe", "id": "1", "payload": None},
        {"type": "subscribe", "id": "1", "payload": []},
        {"type": "subscribe", "id": "1", "payload": {}},
        {"type": "subscribe", "id": "1", "payload": {"query": 5}},
        {"type": "subscribe", "id": "1", "payload": {"query": "{hello}", "variables": []}},
        {"type": "subscribe", "id": "1", "payload": {"query": "{hello}", "operationName": 5}},
        {"type": "subscribe", "id": "1", "payload": {"query": "{hello}", "extensions": "x"}},
        {"type": "complete"},
        {"type": "complete", "id": {}},
    ],
    ids=lambda message: str(message)[:60],
)
async def test_a_message_of_an_odd_shape_closes_the_socket_with_4400(message: object, open_house: House) -> None:
    async with open_house.socket() as socket:
        if message != {"type": "connection_init", "payload": []}:
            await say(socket, INIT)
        assert await say(socket, message) == [4400]


async def test_a_binary_message_closes_the_socket_with_4400(open_house: House) -> None:
    async with open_house.socket() as socket:
        await socket.send_bytes(b"{}")
        assert await heard(socket) == 4400


async def test_a_message_past_the_limit_closes_the_socket(open_house: House) -> None:
    async with open_house.socket() as socket:
        assert await say(socket, subscribe("#" * 262_144)) == [1009]


async def test_the_order_of_messages_is_kept(open_house: House) -> None:
    async with open_house.socket() as socket:
        assert await say(socket, subscribe("{ hello }")) == [4401]
    async with open_house.socket() as socket:
        assert await say(socket, INIT, INIT) == [{"type": "connection_ack"}, 4429]
    async with open_house.socket() as socket:
        await say(socket, INIT, subscribe("subscription { forever }"))
        assert await say(socket, subscribe("subscription { forever }")) == [4409]


async def test_a_ping_is_answered_at_any_time_with_its_payload(open_house: House) -> None:
    async with open_house.socket() as socket:
        assert await say(socket, {"type": "ping"}, {"type": "ping", "payload": None}) == [{"type": "pong"}] * 2
        payload = {"at": 1, "nested": [None, {"x": "\u2028"}]}
        assert await say(socket, {"type": "ping", "payload": payload}) == [{"type": "pong", "payload": payload}]
        # Those of the client answer nothing, since we ask nothing in this way.
        await socket.send_json({"type": "pong"})
        await socket.send_json({"type": "pong", "payload": payload})
        assert await say(socket, {"type": "ping"}) == [{"type": "pong"}]


async def test_a_socket_that_says_nothing_is_closed() -> None:
    async with house(connection_init_seconds=0.05) as opened, opened.socket() as socket:
        assert await heard(socket) == 4408


async def test_complete_ends_the_subscription_and_its_source(open_house: House, seen: Happenings) -> None:
    async with open_house.socket() as socket:
        await say(socket, INIT, subscribe("subscription { forever }"))
        await socket.send_json({"type": "complete", "id": "1"})
        await socket.send_json({"type": "complete", "id": "unknown"})
        await say(socket, {"type": "ping"})
        async with asyncio.timeout(5):
            while seen.streams_closed < 1:  # noqa: ASYNC110 - the resolver's end has no event
                await asyncio.sleep(0)


async def test_a_client_that_goes_ends_its_subscriptions(open_house: House, seen: Happenings) -> None:
    async with open_house.socket() as socket:
        await say(socket, INIT, subscribe("subscription { forever }"), subscribe("subscription { forever }", "2"))
        assert open_house.metrics.registry.get_sample_value("largesse_sockets_open") == 1
    await until_closed(open_house)
    assert seen.streams_closed == 2


async def test_operations_on_a_socket_have_a_limit(seen: Happenings) -> None:
    async with house(socket_operations_max=2) as opened, opened.socket() as socket:
        await say(socket, INIT, *(subscribe("subscription { forever }", str(number)) for number in range(2)))
        (answer,) = await say(socket, subscribe("{ hello }", "3"))
        assert (answer["id"], answer["type"]) == ("3", "error")
        assert answer["payload"][0]["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "operations", "maximum": 2}
        assert seen.streams_closed == 0


async def test_each_operation_has_a_context_and_a_request_id_of_its_own(open_house: House, seen: Happenings) -> None:
    async with open_house.socket(**{"X-Request-ID": "s1"}) as socket:
        await say(socket, {**INIT, "payload": {"token": token("ann")}})
        for number in ("1", "2"):
            (answer,) = await say(socket, subscribe("{ requestId viewer }", number))
            assert answer["payload"]["data"] == {"requestId": f"s1.{number}", "viewer": person_id("ann")}
            await heard(socket)
    first, second = seen.contexts
    assert first is not second


async def test_a_caller_has_a_bounded_number_of_sockets_and_hears_when_it_is_reached() -> None:
    ann, bob = ({**INIT, "payload": {"token": token(name)}} for name in ("ann", "bob"))
    async with house(caller_sockets_max=2) as opened:
        async with opened.socket() as first, opened.socket() as second, opened.socket() as third:
            for socket in (first, second):
                assert (await say(socket, ann))[0]["type"] == "connection_ack"
            await third.send_json(ann)
            message = await third.receive(5)
            told = "A caller has at most 2 open sockets at the same time."
            assert (message.type, message.data, message.extra) == (WSMsgType.CLOSE, 1013, told)
            async with opened.socket() as other, opened.socket() as nobody:
                assert (await say(other, bob))[0]["type"] == "connection_ack"
                assert await say(nobody, INIT) == [{"type": "connection_ack"}]
        await until_closed(opened)
        async with opened.socket() as again:
            assert (await say(again, ann))[0]["type"] == "connection_ack"


async def until_closed(opened: House) -> None:
    async with asyncio.timeout(10):
        while opened.metrics.registry.get_sample_value("largesse_sockets_open"):  # noqa: ASYNC110 - a gauge
            await asyncio.sleep(0)
