"""
Slow senders: connections on which too little comes, or too much, end in their time and with the right words.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from .house import house
from .raw import complaints, connected, nothing_left

if TYPE_CHECKING:
    import io

    from .house import House
    from .raw import Raw

HEAD = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


@pytest.fixture(autouse=True)
def _short_lingering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("largesse.web.runner._LINGERING_SECONDS", 0.1)


async def drip(client: Raw, data: bytes) -> None:
    """Send byte by byte, for as long as anybody listens."""
    for byte in data:
        if client.writer.is_closing():
            return
        client.writer.write(bytes([byte]))
        await asyncio.sleep(0.02)


async def answered(client: Raw) -> tuple[int, bytes]:
    """The status and body of the only answer before the connection ends."""
    async with asyncio.timeout(5):
        whole = await client.ended()
    head, _, body = whole.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


@pytest.mark.parametrize("begun", [b"", b"POST /graphql HTTP/1.1\r\n", HEAD, HEAD + b"X-Header: "], ids=len)
async def test_a_head_that_does_not_end_is_cut(begun: bytes) -> None:
    async with house(keepalive_seconds=0.3) as opened, nothing_left(opened), connected(opened) as client:
        client.writer.write(begun)
        dripping = asyncio.create_task(drip(client, b"x" * 1_000 if begun else b""))
        async with asyncio.timeout(5):
            assert await client.ended() == b""
        dripping.cancel()
        await asyncio.gather(dripping, return_exceptions=True)


async def test_an_idle_connection_is_closed_after_its_last_answer() -> None:
    async with house(keepalive_seconds=0.3) as opened, nothing_left(opened), connected(opened) as client:
        body = json.dumps({"query": "{ hello }"}).encode()
        for _ in range(3):
            client.writer.write(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            assert b"200 OK" in await client.reader.readuntil(b"\r\n\r\n")
            await client.reader.readuntil(b"}}")
        async with asyncio.timeout(5):
            assert await client.ended() == b""


@pytest.mark.parametrize("head", [b"Content-Length: 1000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"])
@pytest.mark.parametrize("more", [b"", b'{"query":' + b" " * 500], ids=["nothing more", "dripping"])
async def test_a_body_that_does_not_end_is_408_and_the_connection_closed(head: bytes, more: bytes) -> None:
    async with house(request_seconds=0.3) as opened, nothing_left(opened), connected(opened) as client:
        client.writer.write(HEAD + head)
        dripping = asyncio.create_task(drip(client, more if b"Length" in head else b""))
        status, body = await answered(client)
        assert (status, json.loads(body)["errors"][0]["extensions"]["code"]) == (408, "TIMEOUT")
        dripping.cancel()
        await asyncio.gather(dripping, return_exceptions=True)


@pytest.mark.parametrize("path", [b"/healthz", b"/nowhere"])
async def test_a_body_that_nobody_wants_is_not_waited_for(path: bytes) -> None:
    async with house() as opened, nothing_left(opened), connected(opened) as client:
        client.writer.write(b"POST " + path + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
        status, _ = await answered(client)
        assert status in {404, 405}


@pytest.mark.parametrize(
    "request_head",
    [
        b"GET /graphql HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: x\r\n" % n for n in range(1_000)),
        b"GET /graphql HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 100_000 + b"\r\n",
        b"GET /graphql HTTP/1.1\r\nHost: x\r\n" + b"x" * 100_000 + b": x\r\n",
        b"GET /graphql?query=" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n",
        b"GET /graphql HTTP/1.1\r\nHost: x\r\nX-Folded: x\r\n" + b" x\r\n" * 10_000,
        b"GET /graphql HTTP/9.9\r\nHost: x\r\n",
        b"G@T /graphql HTTP/1.1\r\nHost: x\r\n",
        b"GET /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n",
        b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n",
    ],
    ids=[
        *("many headers", "a long header", "a long name", "a long address", "a folded header"),
        *("another version", "no method", "a length below zero", "TLS"),
    ],
)
async def test_what_is_no_http_or_past_the_limits_is_400_and_the_connection_closed(
    request_head: bytes, open_house: House, log: io.StringIO
) -> None:
    async with nothing_left(open_house), connected(open_house) as client:
        client.writer.write(request_head + b"\r\n")
        status, body = await answered(client)
        assert status == 400
        assert body == b"The request is not HTTP/1.1, or a line or the number of its headers is past the limit."
    assert complaints(log) == []


async def test_an_answer_that_nobody_reads_is_given_up() -> None:
    async with house(keepalive_seconds=1) as opened, connected(opened, limit=1_024) as client, nothing_left(opened):
        body = json.dumps({"query": "{ long(length: 9000000) }"}).encode()
        client.writer.write(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        await client.reader.readuntil(b"\r\n")
