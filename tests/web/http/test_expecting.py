"""
Expectations: a client that asks may go on, and any other expectation fails in fixed words.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.web.house import House

BODY = b'{"query":"{hello}"}'


async def test_a_client_that_asks_is_told_to_go_on(open_house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", open_house.port)
    head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-Continue\r\n"
    writer.write(head + b"Content-Length: %d\r\n\r\n" % len(BODY))
    assert await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5) == b"HTTP/1.1 100 Continue\r\n\r\n"
    writer.write(BODY)
    assert (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)).startswith(b"HTTP/1.1 200 OK\r\n")
    assert await asyncio.wait_for(reader.readuntil(b"}}"), 5) == b'{"data":{"hello":"hello world"}}'
    writer.close()


async def test_a_client_whose_body_is_too_large_is_told_so_instead(open_house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", open_house.port)
    head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"
    writer.write(head + b"Content-Length: 1000000000\r\n\r\n")
    answer = await asyncio.wait_for(reader.read(), 5)
    assert answer.startswith(b"HTTP/1.1 413 Request Entity Too Large\r\n")
    writer.close()


@pytest.mark.parametrize("path", [b"/graphql", b"/nowhere", b"/healthz"])
@pytest.mark.parametrize("expected", [b"a present", b"\xff", b"x" * 5_000])
async def test_whatever_else_is_expected_is_417_and_not_repeated(
    path: bytes, expected: bytes, open_house: House
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", open_house.port)
    writer.write(b"POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: %s\r\n\r\n" % (path, expected))
    answer = await asyncio.wait_for(reader.read(), 5)
    assert answer.startswith(b"HTTP/1.1 417 Expectation Failed\r\n")
    assert answer.endswith(b"\r\n\r\n417: Expectation Failed")
    writer.close()


async def test_an_older_client_expects_nothing(open_house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", open_house.port)
    writer.write(b"GET /healthz HTTP/1.0\r\nHost: x\r\nExpect: a present\r\n\r\n")
    assert (await asyncio.wait_for(reader.read(), 5)).startswith(b"HTTP/1.0 200 OK\r\n")
    writer.close()
