"""
Hostile requests, byte by byte and by every way in: answered in order, in few words, and nothing moves.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

import pytest

from largesse.testing import OPERATOR

from .test_hostile import INTERNALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from largesse.testing import LocalNode

ASKED = b'{"query":"{ __typename }"}'
DEEP, LONG, NUMBER = b"[" * 100_000, b"x" * 250_000, b"9" * 5_000
TEXTS = (
    *rb"""null 5 [] {} "x" NaN 1e400 %00 \ud800 {"a":"\ud800"} '--""".split(),
    *(b"", b"\xff\xfe", b"\0", b"\xed\xa0\x80", b'{"a":"\0"}', "\u202e🎁".encode(), NUMBER),
    *(b"[" * 5_000, b'{"a":' * 900, b"{a" * 1_000, b"x" * 7_000, b"{ __typename", b"{ __typename }#\0"),
    *(b"\xef\xbb\xbf{ __typename }", b"{ ...A } fragment A on Query { ...A }", b'{ node(id: "UGVyc29uOgA") { id } }'),
    *(b'{ room(id: "%s") { id } }' % each for each in (rb"\u0000", rb"\uD800", rb"\u{110000}", rb'""\uD800""')),
    *(b'{ giftTypes(after: "\0") { nodes { id } } }', b"{ giftTypes(first: %s) { nodes { id } } }" % NUMBER),
)
"""What may stand in an address as a parameter, or as a body."""
TYPENAME = b'{"query":"{ __typename }","%s":%s}'
ROOM = b'{"query":"query ($a: ID!) { room(id: $a) { id } node(id: $a) { id } }","variables":{"a":%s}}'
BODIES = (
    *(DEEP, LONG, b'{"query":"%s"}' % LONG, b'{"documentId":"%s"}' % LONG, b'{"documentId":%s}' % NUMBER),
    *(TYPENAME % (name, DEEP) for name in (b"variables", b"extensions", b"operationName", b"documentId", b"more")),
    TYPENAME % (b"extensions", b'{"a":' * 20_000 + b"1" + b"}" * 20_000),
    TYPENAME % (b"operationName", b'"%s"' % LONG),
    b'{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"%s"}}}' % LONG,
    *(b'{"documentId":"%s"}' % each for each in (rb"\u0000", rb"\ud800", b"\xed\xa0\x80")),
    *(ROOM % each for each in (NUMBER, rb'"\u0000"', rb'"\ud800"', b'"\xed\xa0\x80"', b"1e400")),
    ROOM % (b'"%s"' % LONG[:240_000]),
)
ACCEPTED = (b"*/*", b"application/graphql-response+json", b"text/event-stream", b"multipart/mixed;subscriptionSpec=1.0")
HEADERS = b"""
Accept Authorization Content-Type Content-Encoding Host Origin Sec-Fetch-Site Access-Control-Request-Method X-Request-ID
X-Forwarded-For X-Forwarded-Proto Expect Upgrade Last-Event-ID Range If-None-Match If-Modified-Since Cookie
""".split()
HANDSHAKE = {
    b"Upgrade": b"websocket",
    b"Sec-WebSocket-Version": b"13",
    b"Sec-WebSocket-Key": b"dGhlIHNhbXBsZSBub25jZQ==",
    b"Sec-WebSocket-Protocol": b"another",
}
VALUES = (
    *b"""-1 null * ;;; ,,q= [::1 http://[ application/json;charset=" text/html;q=9 bytes=0-99999999999999""".split(),
    *(b"", b"\xff", b"\xed\xa0\x80", "\u2028".encode(), b"a" * 7_000, NUMBER, b"gzip, \x01", b"Bearer \xff"),
)
METHODS = (*b"GET HEAD PUT TRACE CONNECT PROPFIND FOO get".split(), b"\xff")
PATHS = (
    *b"""/graphql /graphql/ //graphql /graphql%00 /graphql?query /graphql?;; /graphql?query=%zz * /%ff
    http://evil.example/graphql /media/%00 /media/../../etc/passwd /media/%2e%2e/%2e%2e/x /media/a%00b""".split(),
    *(b"/" + b"a" * 7_000, b"/graphql?" + b"a=1&" * 1_500, b"/media/" + b"%2f" * 50, b"/healthz?x=\xff"),
)


async def sent(node: LocalNode, method: bytes, target: bytes, headers: dict[bytes, bytes], body: bytes = b"") -> None:
    """Send a request as it is written, and hold that its answer is decent."""
    lines = {b"Host": b"x", b"Connection": b"close", b"Content-Length": b"%d" % len(body), **headers}
    head = b"".join(name + b": " + value + b"\r\n" for name, value in lines.items())
    answer = await answered(node, method + b" " + target + b" HTTP/1.1\r\n" + head + b"\r\n" + body)
    what = (method, target[:80], {name: value[:40] for name, value in headers.items()}, body[:80])
    assert answer.startswith((b"HTTP/1.1 ", b"HTTP/1.0 ")), what
    assert not answer[9:].startswith(b"5"), what
    assert len(answer) < 20_000, what
    assert b"INTERNAL" not in answer, what
    assert not INTERNALS.search(answer.decode("latin-1")), what


async def answered(node: LocalNode, request: bytes) -> bytes:
    """Return whatever is answered to bytes, also where the server does not wait for the last of them."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(node.url.rpartition(":")[2]))
    answer = b""
    with suppress(ConnectionError):
        writer.write(request)
        async with asyncio.timeout(10):
            # A socket that is let in does not end by itself.
            while not answer.startswith(b"HTTP/1.1 101") and (received := await reader.read(65_536)):
                answer += received
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    return answer


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Hold that what a client got wrong is no error in the log."""
    yield
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.fixture
def signed(node: LocalNode) -> dict[bytes, bytes]:
    return {b"Authorization": b"Bearer " + node.token(OPERATOR).encode()}


async def test_an_address_may_hold_anything(node: LocalNode, signed: dict[bytes, bytes]) -> None:
    names = (b"query", b"variables", b"extensions", b"documentId", b"operationName", b"token")
    async with node.nothing_moves():
        for name, text, accept in itertools.product(names, TEXTS, ACCEPTED):
            more = b"" if name == b"query" else b"&query=query($a:Int){__typename}"
            target = b"/graphql?" + name + b"=" + quote_from_bytes(text).encode() + more
            await sent(node, b"GET", target, {**signed, b"Accept": accept})


async def test_a_body_may_hold_anything_whatever_it_is_answered_with(
    node: LocalNode, signed: dict[bytes, bytes]
) -> None:
    async with node.nothing_moves():
        for body, accept in itertools.product((*BODIES, *TEXTS), ACCEPTED):
            headers = {**signed, b"Accept": accept, b"Content-Type": b"application/json"}
            await sent(node, b"POST", b"/graphql", headers, body)


async def test_a_header_may_hold_anything(node: LocalNode) -> None:
    async with node.nothing_moves():
        for header, value in itertools.product(HEADERS, VALUES):
            typed = {b"Content-Type": b"application/json", header: value}
            await sent(node, b"POST", b"/graphql", typed, ASKED)
            for target in (b"/graphql?query={__typename}", b"/", b"/nowhere", b"/media/a"):
                await sent(node, b"GET", target, {header: value})
        for header, value in itertools.product(HANDSHAKE, VALUES):
            await sent(node, b"GET", b"/graphql", {b"Connection": b"Upgrade, close", **HANDSHAKE, header: value})


async def test_methods_and_paths_may_be_anything(node: LocalNode) -> None:
    async with node.nothing_moves():
        for method, path in itertools.product(METHODS, PATHS):
            await sent(node, method, path, {})


async def test_a_socket_is_told_anything_and_answers_or_closes(node: LocalNode, signed: dict[bytes, bytes]) -> None:
    headers = {name.decode(): value.decode() for name, value in signed.items()}
    address = f"{node.url}/graphql"
    async with node.nothing_moves():
        for body in BODIES:
            told = b'{"type":"subscribe","id":"1","payload":' + body + b"}"
            async with node.session.ws_connect(address, protocols=["graphql-transport-ws"], headers=headers) as socket:
                await socket.send_json({"type": "connection_init"})
                await socket.receive(5)
                await socket.send_frame(told, 1)
                answer = await socket.receive(5)
            if socket.close_code is None or answer.type.name == "TEXT":
                assert json.loads(answer.data)["type"] in {"next", "error"}
                assert not INTERNALS.search(answer.data)
                assert len(answer.data) < 20_000
            else:
                assert socket.close_code in {4400, 1007, 1009}, body[:80]
    assert await node.query("{ serverInfo { name } }") == {"serverInfo": {"name": "Largesse"}}
