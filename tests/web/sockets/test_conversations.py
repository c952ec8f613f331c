"""
Conversations: what a hostile or hasty client may say on a socket, and that nothing of it is left behind.
"""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import random
from typing import TYPE_CHECKING, Any

import pytest

from largesse.web.sockets.close_codes import CloseCode
from tests.web.house import ROOT, doors, house, token
from tests.web.raw import complaints, connected, nothing_left, text
from tests.web.sockets.test_sockets import INIT, heard, say, subscribe

if TYPE_CHECKING:
    import io

    from aiohttp import ClientWebSocketResponse

    from largesse.people.caller import Caller
    from tests.web.house import House
    from tests.web.toy import Happenings

SHAPES = (None, True, 0, -1.5, 10**30, "", "x", "\0", [], ["x"], {}, {"x": {}})
"""One of each kind of JSON, and some more."""
MEMBERS = {
    "connection_init": ("type", "payload"),
    "ping": ("type", "payload"),
    "pong": ("type", "payload"),
    "subscribe": ("type", "id", "payload", "query", "variables", "operationName", "extensions"),
    "complete": ("type", "id"),
}
"""Each message of the protocol, and what may stand in it."""


def message(kind: str, member: str, value: object) -> dict[str, Any]:
    """A message that is right but for one member."""
    made: dict[str, Any] = {"type": kind}
    if kind in {"subscribe", "complete"}:
        made["id"] = "odd"
    if kind == "subscribe":
        made["payload"] = {"query": "{ hello }"}
    (made["payload"] if member in {"query", "variables", "operationName", "extensions"} else made)[member] = value
    return made


async def collected(socket: ClientWebSocketResponse) -> list[Any]:
    """All messages up to the answer to a ping, or the code of a close."""
    await socket.send_json({"type": "ping", "payload": {"last": True}})
    found = []
    while not isinstance(told := await heard(socket), int):
        if told == {"type": "pong", "payload": {"last": True}}:
            return found
        found.append(told)
    return [*found, told]


async def test_every_shape_in_every_place_is_answered_or_closes_the_socket_with_its_code(
    open_house: House, log: io.StringIO
) -> None:
    codes = set()
    async with nothing_left(open_house):
        for (kind, members), value in itertools.product(MEMBERS.items(), SHAPES):
            for member in members:
                async with open_house.socket() as socket:
                    if kind != "connection_init":
                        await say(socket, INIT)
                    await socket.send_json(message(kind, member, value))
                    answers = await collected(socket)
                    codes |= {answer for answer in answers if isinstance(answer, int)}
                    assert all(isinstance(answer, int) or answer["type"] in TOLD for answer in answers), answers
    # A token of an odd shape is none: it may be in the payload of `connection_init`.
    assert codes == {CloseCode.BAD_REQUEST}
    assert complaints(log) == []


TOLD = {"connection_ack", "next", "complete", "error", "pong"}


async def test_thousands_of_subscribe_and_complete_pairs_leave_nothing(
    open_house: House, seen: Happenings, log: io.StringIO
) -> None:
    queries = ("subscription { forever }", "subscription { count(to: 3) }", "{ hello }", "{ hello ", "{ slow }")
    async with nothing_left(open_house), open_house.socket() as socket:
        await say(socket, INIT)
        pairs = 3_000
        asking = asyncio.create_task(hasty(socket, queries, pairs))
        ended: dict[str, int] = {}
        while (told := await heard(socket))["type"] != "pong":
            assert told["type"] in {"next", "complete", "error"}
            if told["type"] == "error":
                assert told["payload"][0]["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"
            if told["type"] != "next":
                ended[told["id"]] = ended.get(told["id"], 0) + 1
            else:
                assert told["id"] not in ended
        await asking
        assert set(ended.values()) <= {1}
        assert (await say(socket, subscribe("{ hello }", "last")))[0]["payload"] == {"data": {"hello": "hello world"}}
    assert seen.streams_opened == seen.streams_closed
    assert complaints(log) == []


async def test_what_its_client_has_completed_takes_up_no_place(seen: Happenings) -> None:
    async with house(socket_operations_max=2) as opened, nothing_left(opened), connected(opened) as client:
        await client.shake_hands()
        pairs = [
            text(subscribe("subscription { forever }", str(number))) + text({"type": "complete", "id": str(number)})
            for number in range(50)
        ]
        # In one piece, so that none of what is broken off has had the time to end when the next one comes.
        client.send(text(INIT), *pairs, text({"type": "ping"}))
        told = []
        while not told or told[-1]["type"] != "pong":
            told.append(await client.said())
        assert {message["type"] for message in told} <= {"connection_ack", "next", "pong"}
    assert seen.streams_opened == seen.streams_closed


async def hasty(socket: ClientWebSocketResponse, queries: tuple[str, ...], pairs: int) -> None:
    for number in range(pairs):
        await socket.send_json(subscribe(queries[number % len(queries)], str(number)))
        if number % 3 == 0:
            await asyncio.sleep(0)
        await socket.send_json({"type": "complete", "id": str(number)})
    await socket.send_json({"type": "ping"})


async def test_an_id_is_free_at_once_and_who_had_it_before_says_nothing_more(
    open_house: House, seen: Happenings
) -> None:
    async with nothing_left(open_house), open_house.socket() as socket:
        await say(socket, INIT, subscribe("subscription { stubborn }"))
        await socket.send_json({"type": "complete", "id": "1"})
        (answer,) = await say(socket, subscribe("subscription { forever }"))
        assert answer == {"id": "1", "type": "next", "payload": {"data": {"forever": 0}}}
        seen.gate.set()
        # The first goes on to its end, of which nobody hears; the second has the id still, until it ends.
        assert await heard(socket) == {"id": "1", "type": "complete"}
        assert await collected(socket) == []


async def test_complete_for_what_is_not_there_is_no_breach(open_house: House) -> None:
    async with open_house.socket() as socket:
        await socket.send_json({"type": "complete", "id": "early"})
        await say(socket, INIT)
        for _ in range(2):
            await socket.send_json({"type": "complete", "id": "never"})
        assert await collected(socket) == []


async def test_a_mutation_that_its_client_completes_is_carried_out_in_silence(
    open_house: House, seen: Happenings
) -> None:
    async with nothing_left(open_house), open_house.socket() as socket:
        await say(socket, INIT)
        await socket.send_json(subscribe("mutation { addLate(number: 7) }"))
        await waiting(seen)
        await socket.send_json({"type": "complete", "id": "1"})
        assert await collected(socket) == []
        seen.gate.set()
        assert (await say(socket, subscribe("mutation { add(number: 1) }")))[0]["payload"] == {"data": {"add": 8}}
    assert seen.adds == [7, 1]


async def test_a_mutation_whose_client_is_gone_is_carried_out(open_house: House, seen: Happenings) -> None:
    async with nothing_left(open_house):
        async with open_house.socket() as socket:
            await say(socket, INIT)
            await socket.send_json(subscribe("mutation { addLate(number: 7) }"))
            await waiting(seen)
        seen.gate.set()
    assert seen.adds == [7]


async def test_a_mutation_that_never_ends_does_not_outlive_a_requests_time(seen: Happenings) -> None:
    async with house(request_seconds=0.1) as opened, nothing_left(opened), opened.socket() as socket:
        await say(socket, INIT)
        await socket.send_json(subscribe("mutation { addLate(number: 7) }"))
        await waiting(seen)
    assert seen.adds == []


async def test_a_mutation_that_nobody_listens_to_counts_until_it_ends(seen: Happenings) -> None:
    async with house(socket_operations_max=2) as opened, nothing_left(opened), opened.socket() as socket:
        await say(socket, INIT)
        for number in ("1", "2"):
            await socket.send_json(subscribe("mutation { addLate(number: 7) }", number))
        await waiting(seen)
        for number in ("1", "2"):
            await socket.send_json({"type": "complete", "id": number})
        (answer,) = await say(socket, subscribe("{ hello }", "3"))
        assert answer["payload"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"
        seen.gate.set()
        assert (await say(socket, subscribe("{ hello }", "4")))[0]["payload"] == {"data": {"hello": "hello world"}}
    assert seen.adds == [7, 7]


async def test_as_many_operations_as_are_allowed_are_answered_at_once_however_large_the_answers(
    open_house: House,
) -> None:
    async with nothing_left(open_house), open_house.socket() as socket:
        await say(socket, INIT)
        for number in range(100):
            await socket.send_json(subscribe("{ long(length: 60000) }", str(number)))
        ended = set()
        while len(ended) < 100:
            told = await heard(socket)
            if told["type"] == "complete":
                ended.add(told["id"])
            else:
                assert told["payload"] == {"data": {"long": "x" * 60_000}}


async def test_what_follows_connection_init_waits_until_the_caller_is_known() -> None:
    known = asyncio.Event()
    led_to = doors({})

    async def verify(bearer: str) -> Caller:
        await known.wait()
        return await led_to.verify(bearer)

    async with house(dataclasses.replace(led_to, verify=verify)) as opened, opened.socket() as socket:
        await socket.send_json({**INIT, "payload": {"token": token("ann")}})
        await socket.send_json(subscribe("{ viewer }"))
        known.set()
        assert [(await heard(socket))["type"] for _ in range(3)] == ["connection_ack", "next", "complete"]


@pytest.mark.parametrize("early", [{"type": "ping"}, {"type": "pong"}, {"type": "complete", "id": "1"}], ids=str)
async def test_only_connection_init_stops_the_clock(early: dict[str, str]) -> None:
    async with house(connection_init_seconds=0.1) as opened, opened.socket() as socket:
        await socket.send_json(early)
        assert await collected(socket) == ([{"type": "pong"}] if early["type"] == "ping" else [])
        assert await heard(socket) == CloseCode.INITIALISATION_TIMEOUT


async def test_connection_init_stops_the_clock() -> None:
    async with house(connection_init_seconds=0.1) as opened, opened.socket() as socket:
        await say(socket, INIT)
        await socket.send_json(subscribe("subscription { forever }"))
        await heard(socket)
        with pytest.raises(TimeoutError):
            await socket.receive(0.3)


async def test_a_socket_that_is_being_closed_takes_nothing_more(open_house: House, seen: Happenings) -> None:
    async with nothing_left(open_house), open_house.socket() as socket:
        await say(socket, INIT)
        await socket.send_json({"type": "nonsense"})
        for number in range(10):
            await socket.send_json(subscribe("mutation { add(number: 1) }", str(number)))
        assert await heard(socket) == CloseCode.BAD_REQUEST
    assert seen.adds == []


class Model:
    """What the protocol says that a socket does, message by message."""

    def __init__(self) -> None:
        self.begun = False
        self.running: set[str] = set()

    def said(self, message: dict[str, Any]) -> int | None:
        """The code that the socket is closed with, or None if it stays open."""
        number = message.get("id")
        match message["type"]:
            case "connection_init":
                code = 4429 if self.begun else 4403 if "payload" in message else None
                self.begun = True
            case "subscribe":
                code = 4400 if not number else 4401 if not self.begun else 4409 if number in self.running else None
                self.running.add(str(number))
            case "complete":
                code = None
                self.running.discard(str(number))
            case other:
                code = None if other in {"ping", "pong"} else 4400
        return code


SAID: tuple[dict[str, Any], ...] = (
    INIT,
    {**INIT, "payload": {"token": "forged"}},
    *(subscribe("subscription { forever }", number) for number in "abc"),
    *({"type": "complete", "id": number} for number in "abc"),
    {"type": "ping"},
    {"type": "pong", "payload": {}},
    subscribe("subscription { forever }", ""),
    {"type": "connection_ack"},
)


async def test_whatever_is_said_in_whatever_order_a_socket_does_what_the_protocol_says(
    open_house: House, seen: Happenings, log: io.StringIO
) -> None:
    dice = random.Random(4)  # noqa: S311 - a test throws the same dice each time
    ends = set()
    async with nothing_left(open_house):
        for _ in range(300):
            model, code = Model(), None
            async with open_house.socket() as socket:
                for place in range(dice.randrange(1, 12)):
                    message = INIT if not place and dice.random() < 0.8 else dice.choice(SAID)
                    await socket.send_json(message)
                    code = model.said(message)
                    if code:
                        break
                answers = await collected(socket)
                ends.add(code)
                assert [each for each in answers if isinstance(each, int)] == ([code] if code else [])
                assert all(isinstance(each, int) or each["type"] in TOLD for each in answers)
    assert ends == {None, 4400, 4401, 4403, 4409, 4429}
    assert seen.streams_opened == seen.streams_closed
    assert complaints(log) == []


def test_the_reference_tells_of_each_close_code() -> None:
    reference = (ROOT / "docs" / "reference" / "sockets.md").read_text("utf-8")
    told = {int(line[2:6]) for line in reference.splitlines() if line.startswith("| ") and line[2:6].isdigit()}
    # Those of the websocket itself are the library's.
    assert told == {code.value for code in CloseCode} | {1002, 1007, 1009}


async def waiting(seen: Happenings) -> None:
    async with asyncio.timeout(5):
        while not seen.waiting:  # noqa: ASYNC110 - set by a resolver
            await asyncio.sleep(0)
