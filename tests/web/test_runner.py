"""
The runner: where it listens, and how it ends.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from typing import TYPE_CHECKING

import aiohttp
import pytest

from largesse.errors import ConfigurationError
from largesse.settings import Settings
from largesse.web import listening, serve, web_application

from .house import doors, house
from .sockets.test_sockets import INIT, heard, say, subscribe
from .toy import graph

if TYPE_CHECKING:
    from largesse.web.runner import Address

    from .toy import Happenings


async def test_port_zero_takes_a_free_one_and_a_taken_one_is_one_clear_sentence() -> None:
    async with house() as opened:
        assert opened.port > 0
        assert opened.url == f"http://127.0.0.1:{opened.port}"
        led_to = doors({"port": opened.port})
        with pytest.raises(ConfigurationError) as caught:
            async with listening(web_application(graph, led_to), led_to.settings):
                pass
        assert str(caught.value) == f"Port {opened.port} of 127.0.0.1 is taken by another program."
        assert (await opened.ask({"query": "{ hello }"}))[0] == 200


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
async def test_a_host_that_is_not_ours_is_one_clear_sentence(host: str) -> None:
    led_to = doors({"host": host})
    with pytest.raises(ConfigurationError) as caught:
        async with listening(web_application(graph, led_to), led_to.settings):
            pass
    assert str(caught.value).startswith(f"The server cannot listen on port 0 of {host}: ")


async def test_an_address_of_six_is_bracketed() -> None:
    async with listening(web_application(graph, doors({})), Settings(port=0, host="::1")) as address:
        assert address.url == f"http://[::1]:{address.port}"


async def test_sigterm_closes_sockets_finishes_calls_and_ends_soon(seen: Happenings) -> None:
    called: list[str] = []

    async def hook() -> None:
        called.append("hook")

    led_to = doors({}, on_shutdown=[hook])
    ready: asyncio.Future[Address] = asyncio.get_running_loop().create_future()
    server = asyncio.create_task(serve(web_application(graph, led_to), led_to.settings, ready.set_result))
    address = await ready
    async with aiohttp.ClientSession() as client:
        url = f"{address.url}/graphql"
        calling = asyncio.create_task(client.post(url, json={"query": "{ slow }"}))
        async with client.ws_connect(url, protocols=["graphql-transport-ws"]) as socket:
            await say(socket, INIT, subscribe("subscription { forever }"))
            start = time.perf_counter()
            os.kill(os.getpid(), signal.SIGTERM)
            assert await heard(socket) == 1001
        async with asyncio.timeout(5):
            while not called:  # noqa: ASYNC110 - the hook is called in between
                await asyncio.sleep(0.01)
        seen.gate.set()
        answer = await calling
        assert await answer.json() == {"data": {"slow": 1}}
    await asyncio.wait_for(server, 10)
    assert time.perf_counter() - start < 5
    assert called == ["hook"]
    assert seen.streams_closed == 1


async def test_a_call_that_does_not_end_is_given_up_after_its_time(seen: Happenings) -> None:
    async with aiohttp.ClientSession() as client:
        async with house(shutdown_seconds=0.2) as opened:
            calling = asyncio.create_task(client.post(f"{opened.url}/graphql", json={"query": "{ slow }"}))
            async with asyncio.timeout(5):
                while not seen.waiting:  # noqa: ASYNC110 - set by a resolver
                    await asyncio.sleep(0)
            start = time.perf_counter()
        assert time.perf_counter() - start < 5
        with pytest.raises(aiohttp.ClientConnectionError):
            await calling
