"""
Stopping: ready no more at once, served for as long as the drain lasts, and gone soon, whoever is still there.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import aiohttp

from largesse.web import serve, web_application

from .house import doors, house, token
from .raw import connected, text
from .sockets.test_sockets import INIT, heard, say, subscribe
from .streams.test_streams import Gate, opened_once, until
from .test_slow_readers import still
from .toy import graph

if TYPE_CHECKING:
    from largesse.web.runner import Address

    from .toy import Happenings

GONE_SECONDS = 10
FLOOD = "subscription { flood }"


async def test_a_drain_serves_on_and_is_not_ready_until_it_is_over_or_cut_short(seen: Happenings) -> None:
    led_to = doors({"drain_seconds": 60})
    stopped = asyncio.Event()
    ready: asyncio.Future[Address] = asyncio.get_running_loop().create_future()
    application = web_application(graph, led_to)
    server = asyncio.create_task(serve(application, led_to.settings, ready.set_result, stopped=stopped))
    url = (await ready).url
    async with aiohttp.ClientSession() as client:

        async def readiness() -> tuple[int, object]:
            async with client.get(f"{url}/readyz") as answer:
                return answer.status, await answer.json()

        assert await readiness() == (200, {"status": "ready", "checks": {}})
        async with client.ws_connect(f"{url}/graphql", protocols=["graphql-transport-ws"]) as socket:
            await say(socket, INIT, subscribe("subscription { forever }"))
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.wait_for(stopped.wait(), 5)
            assert await readiness() == (503, {"status": "not ready", "checks": {"server": "is stopping"}})
            async with client.post(f"{url}/graphql", json={"query": "{ hello }"}) as answer:
                assert await answer.json() == {"data": {"hello": "hello world"}}
            os.kill(os.getpid(), signal.SIGTERM)
            assert await heard(socket) == 1001
    await asyncio.wait_for(server, 10)
    assert seen.streams_closed == 1


async def test_each_socket_is_told_a_time_of_its_own_at_which_to_come_back() -> None:
    led_to = doors({"caller_sockets_max": 100})
    async with aiohttp.ClientSession() as client, AsyncExitStack() as stack:
        async with house(led_to) as opened:
            url, protocols = f"{opened.url}/graphql", ["graphql-transport-ws"]
            sockets = [await stack.enter_async_context(client.ws_connect(url, protocols=protocols)) for _ in range(20)]
            for socket in sockets:
                await say(socket, INIT)
            hearing = [asyncio.create_task(socket.receive(5)) for socket in sockets]
        closes = await asyncio.gather(*hearing)
    assert {close.data for close in closes} == {1001}
    told = [re.fullmatch(r"Server is going away; retry in (\d+) ms", close.extra) for close in closes]
    hints = [int(each[1]) for each in told if each]
    assert len(hints) == 20
    assert all(500 <= hint <= 5_000 for hint in hints)
    assert len(set(hints)) > 10


async def test_a_socket_that_comes_once_the_server_goes_away_is_closed_at_once() -> None:
    gate, ending = Gate(), asyncio.Event()

    async def end() -> None:
        ending.set()

    async def first_word(client: aiohttp.ClientSession, url: str) -> tuple[int, str | None]:
        headers, protocols = {"Authorization": f"Bearer {token()}"}, ["graphql-transport-ws"]
        async with client.ws_connect(url, protocols=protocols, headers=headers) as socket:
            message = await socket.receive(5)
            return message.data, message.extra

    led_to = replace(doors({}, on_shutdown=[end]), verify=gate.verify)
    async with aiohttp.ClientSession() as client:
        async with house(led_to) as opened:
            coming = asyncio.create_task(first_word(client, f"{opened.url}/graphql"))
            await until(lambda: gate.waiting == 1)
            opening = asyncio.create_task(opened_once(ending, gate))
        code, reason = await coming
        await opening
    assert code == 1001
    assert re.fullmatch(r"Server is going away; retry in \d+ ms", reason or "")


async def test_who_does_not_read_or_speak_does_not_hold_a_stop_up(seen: Happenings) -> None:
    led_to = doors({})
    ready: asyncio.Future[Address] = asyncio.get_running_loop().create_future()
    server = asyncio.create_task(serve(web_application(graph, led_to), led_to.settings, ready.set_result))
    address = await ready
    async with AsyncExitStack() as stack:
        stuck, silent, dripping, *streams = [
            await stack.enter_async_context(connected(address, limit=1_024)) for _ in range(5)
        ]
        await stuck.shake_hands()
        stuck.send(text(INIT), text(subscribe(FLOOD)))
        await silent.shake_hands()
        dripping.send(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        for stream, accept in zip(streams, ("text/event-stream", "multipart/mixed;subscriptionSpec=1.0"), strict=True):
            body = f'{{"query": "{FLOOD}"}}'
            head = f"POST /graphql HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nContent-Type: application/json\r\n"
            stream.send(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        await still(seen)
        start = time.perf_counter()
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(server, GONE_SECONDS)
        assert time.perf_counter() - start < GONE_SECONDS
