"""
Slow readers: one that does not read costs nobody else anything, and is let go.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import socket
from typing import TYPE_CHECKING

from .house import house
from .test_sockets import INIT, say, subscribe, until_closed

if TYPE_CHECKING:
    import pytest

    from .house import House
    from .toy import Happenings

TCP_CLOSE = 7
"""The state of a connection that is gone, in linux/tcp_states.h."""


class Sleeper:
    """A client that shakes hands, asks for a flood and reads no more."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def arrive(self, opened: House) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", opened.port, limit=1_024)
        self.writer.write(
            b"GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
            + base64.b64encode(os.urandom(16))
            + b"\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
        )
        assert b" 101 " in await self.reader.readuntil(b"\r\n\r\n")
        for message in (INIT, subscribe("subscription { flood }")):
            self.send(0x81, json.dumps(message).encode())

    def send(self, opcode: int, payload: bytes) -> None:
        assert len(payload) < 126
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
        self.writer.write(bytes((opcode, 0x80 | len(payload))) + mask + masked)

    async def cut_off(self) -> None:
        """Wait until the kernel has seen the reset, which a client that reads nothing does not."""
        connection = self.writer.get_extra_info("socket")
        async with asyncio.timeout(10):
            while connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != TCP_CLOSE:  # noqa: ASYNC110 - the kernel tells nobody
                await asyncio.sleep(0.01)

    async def rest(self) -> bytes:
        """Read on, to the end."""
        chunks = []
        try:
            while chunk := await asyncio.wait_for(self.reader.read(1 << 20), 10):
                chunks.append(chunk)
        except ConnectionError:
            pass
        return b"".join(chunks)


async def until_open(opened: House) -> None:
    async with asyncio.timeout(10):
        while not opened.metrics.registry.get_sample_value("largesse_sockets_open"):  # noqa: ASYNC110 - a gauge
            await asyncio.sleep(0.01)


async def test_a_reader_that_stops_is_closed_with_a_code_and_others_are_served(
    seen: Happenings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("largesse.web.wire.CLOSE_SECONDS", 0.1)
    async with house(heartbeat_seconds=0.5) as opened:
        sleeper = Sleeper()
        await sleeper.arrive(opened)
        async with opened.socket() as reading:
            _, answer = await say(reading, INIT, subscribe("{ hello }"))
            assert answer["payload"] == {"data": {"hello": "hello world"}}
        await until_closed(opened)
        # What the kernel holds for it comes first, and the reason of the close at the end.
        told = await sleeper.rest()
        reason = b"The client does not read; resume from the last cursor"
        assert told.endswith((1013).to_bytes(2) + reason)
        sleeper.writer.close()
    assert seen.streams_closed == 0


async def test_a_reader_that_never_reads_again_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("largesse.web.wire.CLOSE_SECONDS", 0.1)
    monkeypatch.setattr("largesse.web.wire.LINGER_SECONDS", 0.1)
    async with house(heartbeat_seconds=0.1) as opened:
        sleeper = Sleeper()
        await sleeper.arrive(opened)
        await until_open(opened)
        await until_closed(opened)
        await sleeper.cut_off()
        assert not (await sleeper.rest()).endswith(b"cursor")
        sleeper.writer.close()


async def test_a_half_open_socket_is_found_by_its_heartbeat() -> None:
    async with house(heartbeat_seconds=0.1) as opened:
        reader, writer = await asyncio.open_connection("127.0.0.1", opened.port)
        writer.write(
            b"GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
            + base64.b64encode(os.urandom(16))
            + b"\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
        )
        await reader.readuntil(b"\r\n\r\n")
        await until_open(opened)
        await until_closed(opened)
        writer.close()
