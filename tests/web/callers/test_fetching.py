"""
Fetching: from a server that answers as it should, and from one that does whatever it likes.
"""

from __future__ import annotations

import asyncio
import gzip
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from largesse.errors import Unavailable
from largesse.people.claims import TokenRefused
from largesse.people.key_ring import KeyRing, RingTimes
from largesse.people.tokens import TokenRules, TokenVerifier
from largesse.testing import TurnedClock
from largesse.web.callers.fetching import fetched_from
from tests.people.issuer import key_for, key_set, public, signed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

BYTES_MAX = 65_536
CLAIMS = {"sub": "ann", "exp": 2_000}
NOW = 1_000 * 1_000_000


class Server:
    """A server on the loopback whose every request is handled by whatever is set."""

    def __init__(self) -> None:
        self.handler: Handler = published("k1")
        self.url = ""
        self.paths: list[str] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.paths.append(request.path)
        return await self.handler(request)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    application = web.Application()
    application.router.add_route("GET", "/{path:.*}", made.handle)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/keys"
    yield made
    await runner.cleanup()


def published(*names: str) -> Handler:
    async def handle(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=key_set(*(public(key_for("RS256", name)) for name in names)))

    return handle


def verifier(server: Server, **times: float) -> tuple[TokenVerifier, KeyRing]:
    chosen = {"pause_seconds": 0, "fetch_seconds": 0.3} | times
    ring = KeyRing(fetched_from(server.url, BYTES_MAX), RingTimes(**chosen))
    return TokenVerifier(TokenRules(None), TurnedClock(NOW), ring), ring


def token(name: str) -> str:
    return signed(CLAIMS, key_for("RS256", name), "RS256")


async def test_keys_are_fetched_and_follow_a_rotation(server: Server) -> None:
    verify = verifier(server)[0].verify
    assert (await verify(token("k1"))).subject == "ann"
    server.handler = published("k1", "k2")
    assert (await verify(token("k2"))).subject == "ann"
    server.handler = published("k2")
    with pytest.raises(TokenRefused):
        await verify(token("k3"))
    with pytest.raises(TokenRefused):
        await verify(token("k1"))
    assert server.paths == ["/keys"] * 4


async def hangs(_request: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise web.HTTPOk


async def drips(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    with suppress(ConnectionError):
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.02)
    return response


async def fails(_request: web.Request) -> web.StreamResponse:
    return web.Response(status=500, body=key_set(public(key_for("RS256", "k2"))))


async def floods(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    with suppress(ConnectionError):
        for _ in range(100_000):
            await response.write(b" " * BYTES_MAX)
    return response


async def bombs(_request: web.Request) -> web.StreamResponse:
    return web.Response(body=gzip.compress(b" " * 10_000_000), headers={"Content-Encoding": "gzip"})


async def redirects(request: web.Request) -> web.StreamResponse:
    if request.path == "/keys":
        return web.HTTPFound("/elsewhere")
    return await published("k2")(request)


async def breaks_off(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b"{")
    assert request.transport is not None
    request.transport.abort()
    return response


@pytest.mark.parametrize("handler", [hangs, drips, fails, floods, bombs, redirects, breaks_off])
async def test_a_server_that_misbehaves_is_bounded_and_known_keys_are_used(handler: Handler, server: Server) -> None:
    verifies, ring = verifier(server)
    assert (await verifies.verify(token("k1"))).subject == "ann"
    server.handler = handler
    async with asyncio.timeout(5):
        with pytest.raises(Unavailable):
            await verifies.verify(token("k2"))
    assert (await verifies.verify(token("k1"))).subject == "ann"
    assert set(server.paths) == {"/keys"}
    await ring.close()


async def test_nobody_at_the_address_is_told_without_naming_it() -> None:
    with pytest.raises(Unavailable) as caught:
        await fetched_from("http://user:hush@127.0.0.1:1/keys", BYTES_MAX)()
    assert "hush" not in str(caught.value)
