"""
Streams: who is gone is let go of, who is slow is waited for, who is stuck is cut, and a stop ends them all at once.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import aiohttp
import pytest

from largesse.clock import SystemClock
from largesse.people.caller import person_id
from largesse.testing import TurnedClock
from largesse.web import serve, web_application
from tests.servers.connections import connection_towards
from tests.web.house import doors, house, token
from tests.web.http.test_http import code_of
from tests.web.toy import graph

if TYPE_CHECKING:
    import io
    from collections.abc import Callable

    from largesse.people.caller import Caller
    from largesse.web.runner import Address
    from tests.web.house import House
    from tests.web.toy import Happenings

EVENTS = "text/event-stream"
PARTS = "multipart/mixed;subscriptionSpec=1.0"
FOREVER = "subscription { forever }"
TRANSPORTS = {EVENTS: "event-stream", PARTS: "multipart"}


@pytest.fixture(autouse=True)
def _looked_at_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("largesse.web.streams.door.LOOK_SECONDS", 0.02)


@pytest.fixture(params=[EVENTS, PARTS], ids=["event-stream", "multipart"])
def accept(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not reached():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.005)


def raw(accept: str, query: str) -> bytes:
    body = json.dumps({"query": query}).encode()
    head = f"POST /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: {accept}\r\n".encode()
    return head + b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body


class Sleeper:
    """A client that asks, and reads nothing until it is told to."""

    def __init__(self, opened: House, accept: str, query: str) -> None:
        self.connection = socket.socket()
        # Small, so that what waits for it soon waits in the server.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        self.connection.connect(("127.0.0.1", opened.port))
        self.connection.sendall(raw(accept, query))

    async def rest(self) -> bytes:
        self.connection.setblocking(False)  # noqa: FBT003 - the standard library's own signature
        chunks = []
        with self.connection:
            try:
                async with asyncio.timeout(10):
                    while chunk := await asyncio.get_running_loop().sock_recv(self.connection, 1 << 20):
                        chunks.append(chunk)
            except ConnectionError:
                pass
        return b"".join(chunks)


async def test_a_client_that_goes_ends_its_source_and_leaves_nothing_behind(
    accept: str, open_house: House, seen: Happenings
) -> None:
    before = asyncio.all_tasks()
    async with open_house.stream(FOREVER, accept) as answer:
        await answer.content.readuntil(b"0}")
        assert open_house.streams_open(TRANSPORTS[accept]) == 1
    await until(lambda: seen.streams_closed == 1)
    await until(lambda: open_house.streams_open(TRANSPORTS[accept]) == 0)
    await until(lambda: asyncio.all_tasks() <= before)


async def test_a_silent_stream_says_that_it_lives(accept: str, seen: Happenings) -> None:
    async with house(heartbeat_seconds=0.05) as opened, opened.stream(FOREVER, accept) as answer:
        await answer.content.readuntil(b"0}")
        for _ in range(2):
            if accept == EVENTS:
                assert await answer.content.readuntil(b"\n:\n\n")
            else:
                assert await answer.content.readuntil(b"\r\nContent-Type: application/json\r\n\r\n{}\r\n--graphql")
    assert seen.contexts == []


async def test_a_stream_ends_with_its_token_in_so_many_words(accept: str, seen: Happenings) -> None:
    clock = TurnedClock(SystemClock().now())
    async with (
        house(replace(doors({}), clock=clock)) as opened,
        opened.stream(FOREVER, accept, Authorization=f"Bearer {token(seconds=3_600)}") as answer,
    ):
        await answer.content.readuntil(b"0}")
        clock.turn(hours=2)
        body = (await asyncio.wait_for(answer.read(), 10)).decode()
    error = '{"message":"The bearer token is expired.","extensions":{"code":"UNAUTHENTICATED","reason":"EXPIRED"}}'
    if accept == EVENTS:
        assert body.endswith(f'event: next\ndata: {{"errors":[{error}]}}\n\nevent: complete\ndata:\n\n')
    else:
        assert body.endswith(f'{{"payload":null,"errors":[{error}]}}\r\n--graphql--\r\n')
    assert seen.streams_closed == 1


async def test_a_stream_ends_once_its_token_is_revoked_and_others_go_on(seen: Happenings) -> None:
    revoked: list[str] = []
    led_to = replace(doors({"heartbeat_seconds": 0.05}), revoked=lambda caller: caller.subject in revoked)
    async with (
        house(led_to) as opened,
        opened.stream(FOREVER, EVENTS, Authorization=f"Bearer {token('ann')}") as answer,
        opened.stream(FOREVER, EVENTS, Authorization=f"Bearer {token('bob')}") as other,
    ):
        await answer.content.readuntil(b"0}")
        revoked.append("ann")
        body = (await asyncio.wait_for(answer.read(), 10)).decode()
        assert '"extensions":{"code":"UNAUTHENTICATED","reason":"REVOKED"}' in body
        assert body.endswith("event: complete\ndata:\n\n")
        assert await other.content.readuntil(b"\n:\n\n")
    assert seen.streams_closed == 2


@pytest.mark.usefixtures("seen")
async def test_a_look_that_fails_ends_its_own_stream_alone(log: io.StringIO) -> None:
    def revoked(caller: Caller) -> bool:
        if caller.subject == "ann":
            message = "the list of what was revoked is on fire"
            raise RuntimeError(message)
        return False

    led_to = replace(doors({"heartbeat_seconds": 0.05}), revoked=revoked)
    async with (
        house(led_to) as opened,
        opened.stream(FOREVER, EVENTS, Authorization=f"Bearer {token('bob')}") as other,
        opened.stream(FOREVER, EVENTS, Authorization=f"Bearer {token('ann')}") as answer,
    ):
        body = (await asyncio.wait_for(answer.read(), 10)).decode()
        assert body.endswith("\n: INTERNAL Internal error\n\n")
        assert await other.content.readuntil(b"\n:\n\n")
    assert "on fire" in log.getvalue()


async def test_a_reader_that_takes_nothing_is_cut_with_a_reason_and_others_are_served(
    accept: str, open_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("largesse.web.streams.writer.STUCK_SECONDS", 0.2)
    monkeypatch.setattr("largesse.web.streams.writer.CLOSE_SECONDS", 0.1)
    sleeper = Sleeper(open_house, accept, "subscription { flood }")
    await until(lambda: open_house.streams_open(TRANSPORTS[accept]) == 1)
    assert await open_house.ask({"query": "{ hello }"}) == (200, {"data": {"hello": "hello world"}})
    await until(lambda: open_house.streams_open(TRANSPORTS[accept]) == 0)
    reason = b": TOO_SLOW The reader is too slow; resume from the last cursor.\n\n"
    if accept == PARTS:
        reason = b'"extensions":{"code":"TOO_SLOW"}}]}\r\n--graphql--\r\n'
    assert reason in (await sleeper.rest())[-200:]


async def test_a_reader_that_never_reads_again_is_cut_off(open_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("largesse.web.streams.writer.STUCK_SECONDS", 0.1)
    monkeypatch.setattr("largesse.web.streams.writer.CLOSE_SECONDS", 0.1)
    monkeypatch.setattr("largesse.web.http.hanging_up.LINGER_SECONDS", 0.1)
    sleeper = Sleeper(open_house, EVENTS, "subscription { flood }")
    closed = socket.IPPROTO_TCP, socket.TCP_INFO, 1
    # 7 is TCP_CLOSE of linux/tcp_states.h: the kernel has seen the reset.
    await until(lambda: sleeper.connection.getsockopt(*closed)[0] == 7)
    assert b"TOO_SLOW" not in await sleeper.rest()


async def test_a_slow_reader_is_waited_for_and_gets_everything(open_house: House, seen: Happenings) -> None:
    sleeper = Sleeper(open_house, EVENTS, "subscription { gulps(of: 50000, to: 200) }")
    await until(lambda: seen.gulps > 10)
    known = -1
    while known != seen.gulps:
        known = seen.gulps
        await asyncio.sleep(0.1)
    # The rest waits where it comes from: ten megabytes are more than the kernel takes for a reader like this.
    assert seen.gulps < 150
    assert (await sleeper.rest()).count(b"event: next") == 200


async def test_a_connection_whose_other_side_is_silent_is_ended_by_the_kernel(open_house: House) -> None:
    async with open_house.stream(FOREVER, EVENTS) as answer:
        assert answer.connection is not None
        assert answer.connection.transport is not None
        mine = answer.connection.transport.get_extra_info("sockname")
        with connection_towards(mine) as served:
            assert served.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 30_000


async def test_a_caller_has_a_bounded_number_of_streams(seen: Happenings) -> None:
    async with house(caller_streams_max=1) as opened, opened.stream(FOREVER, EVENTS) as answer:
        assert answer.status == 200
        status, refused = await opened.ask({"query": FOREVER}, EVENTS)
        assert (status, code_of(refused)) == (429, "LIMIT_EXCEEDED")
        assert refused["errors"][0]["extensions"]["limit"] == "open streams"
        bearer = {"Authorization": f"Bearer {token()}"}
        async with opened.stream(FOREVER, EVENTS, **bearer) as other:
            assert other.status == 200
    assert seen.streams_closed == 2


async def test_a_stream_has_the_caller_and_the_id_of_its_request(open_house: House, seen: Happenings) -> None:
    headers = {"Authorization": f"Bearer {token('ann')}", "X-Request-ID": "s1"}
    async with open_house.stream("subscription { count(to: 1) }", EVENTS, **headers) as answer:
        await answer.read()
    (context,) = seen.contexts
    assert context.caller is not None
    assert (context.caller.id, context.request_id) == (person_id("ann"), "s1")


async def test_sigterm_ends_streams_at_once_so_that_clients_come_back(seen: Happenings) -> None:
    led_to = doors({})
    ready: asyncio.Future[Address] = asyncio.get_running_loop().create_future()
    server = asyncio.create_task(serve(web_application(graph, led_to), led_to.settings, ready.set_result))
    url = f"{(await ready).url}/graphql"
    async with aiohttp.ClientSession() as client:
        answers = [await client.post(url, json={"query": FOREVER}, headers={"Accept": each}) for each in TRANSPORTS]
        for answer in answers:
            await answer.content.readuntil(b"0}")
        start = time.perf_counter()
        os.kill(os.getpid(), signal.SIGTERM)
        events, parts = [(await asyncio.wait_for(answer.read(), 5)).decode() for answer in answers]
        await asyncio.wait_for(server, 5)
        assert time.perf_counter() - start < 2
    message = "The server is going away; resume from the last cursor."
    # No `complete`: a client that hears it would not come back.
    retry = re.fullmatch(rf"}}\n\n: UNAVAILABLE {message}\nretry: (\d+)\n\n", events)
    error = rf'{{"message":"{message}","extensions":{{"code":"UNAVAILABLE","retryMilliseconds":(\d+)}}}}'
    told = re.search(rf'{{"payload":null,"errors":\[{error}]}}\r\n--graphql--\r\n$', parts)
    assert retry
    assert told
    assert all(500 <= int(hint[1]) <= 5_000 for hint in (retry, told))
    assert seen.streams_closed == 2


class Gate:
    """Keeps requests at the door, where their tokens are verified, until it is opened."""

    def __init__(self) -> None:
        self.waiting = 0
        self.open = asyncio.Event()

    async def verify(self, text: str) -> Caller:
        self.waiting += 1
        await self.open.wait()
        return await doors({}).verify(text)


@pytest.mark.parametrize(
    "asked",
    [
        b"GET /graphql?query=subscription%7Bforever%7D HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n",
        raw(EVENTS, FOREVER),
        raw(EVENTS, FOREVER)[:-1],
    ],
    ids=["by address", "by a body", "in the midst of a body"],
)
async def test_a_client_that_is_gone_before_its_stream_begins_is_no_error(
    asked: bytes, seen: Happenings, log: io.StringIO
) -> None:
    gate = Gate()
    async with house(replace(doors({}), verify=gate.verify)) as opened:
        bearer = f"Authorization: Bearer {token()}\r\n".encode()
        with socket.create_connection(("127.0.0.1", opened.port)) as client:
            client.sendall(asked.replace(b"Host: x\r\n", b"Host: x\r\n" + bearer))
            await until(lambda: gate.waiting == 1)
            mine = client.getsockname()
        await until(lambda: not served(mine))
        gate.open.set()
        assert await opened.ask({"query": "{ hello }"}) == (200, {"data": {"hello": "hello world"}})
        assert opened.streams_open("event-stream") == 0
    assert "unexpected error" not in log.getvalue()
    assert (seen.streams_opened, seen.streams_closed) == (0, 0)


def served(peer: object) -> bool:
    """Tell whether this process still has its end of a connection."""
    try:
        with connection_towards(peer):
            return True
    except LookupError:
        return False


async def test_a_stream_that_comes_once_the_server_goes_away_is_refused(seen: Happenings) -> None:
    gate, ending = Gate(), asyncio.Event()

    async def end() -> None:
        ending.set()

    led_to = replace(doors({}, on_shutdown=[end]), verify=gate.verify)
    async with aiohttp.ClientSession() as client:
        async with house(led_to) as opened:
            headers = {"Accept": EVENTS, "Authorization": f"Bearer {token()}"}
            asking = asyncio.create_task(client.post(f"{opened.url}/graphql", json={"query": FOREVER}, headers=headers))
            await until(lambda: gate.waiting == 1)
            opening = asyncio.create_task(opened_once(ending, gate))
        answer = await asking
        assert (answer.status, code_of(await answer.json())) == (503, "UNAVAILABLE")
        await opening
    assert seen.streams_opened == 0


async def opened_once(ending: asyncio.Event, gate: Gate) -> None:
    await ending.wait()
    gate.open.set()


async def test_a_reader_that_leaves_while_it_is_told_is_no_error(
    accept: str, open_house: House, log: io.StringIO
) -> None:
    for _ in range(5):
        async with open_house.stream("subscription { flood }", accept) as answer:
            await answer.content.readexactly(100_000)
    await until(lambda: open_house.streams_open(TRANSPORTS[accept]) == 0)
    assert "unexpected error" not in log.getvalue()


async def test_a_stream_that_cannot_even_be_opened_tells_a_masked_error(
    open_house: House, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_executor: object) -> None:
        message = "hunter2"
        raise RuntimeError(message)

    monkeypatch.setattr("largesse.web.engine.create_source_event_stream", broken)
    async with open_house.stream(FOREVER, EVENTS) as answer:
        body = await answer.text()
    assert '"message":"Internal error"' in body
    assert body.endswith("event: complete\ndata:\n\n")
    assert "hunter2" in log.getvalue()
