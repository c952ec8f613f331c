"""
A client at the level of bytes, which sends what no library would.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import io
    from collections.abc import AsyncIterator

    from largesse.web.runner import Address

    from .house import House

SECONDS = 10.0
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
TCP_CLOSE = 7
"""The state of a connection that is gone, in linux/tcp_states.h."""


def frame(opcode: int, payload: bytes = b"", *, final: bool = True, masked: bool = True, reserved: int = 0) -> bytes:
    """A frame as RFC 6455 has it, or as it must not be."""
    size = len(payload)
    if size < 126:
        length = bytes([size])
    elif size < 65_536:
        length = bytes([126]) + size.to_bytes(2)
    else:
        length = bytes([127]) + size.to_bytes(8)
    head = bytes([(0x80 if final else 0) | reserved << 4 | opcode])
    if not masked:
        return head + length + payload
    mask = os.urandom(4)
    return head + bytes([length[0] | 0x80]) + length[1:] + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload))


def text(message: object, **more: Any) -> bytes:  # noqa: ANN401 - as `frame` takes them
    return frame(TEXT, json.dumps(message).encode(), **more)


class Raw:
    """A connection on which a websocket may be opened."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def shake_hands(self, early: bytes = b"") -> None:
        """Open a websocket; what is early goes with the handshake, in one write."""
        self.writer.write(
            b"GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
            + base64.b64encode(os.urandom(16))
            + b"\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
            + early
        )
        assert b" 101 " in await self.reader.readuntil(b"\r\n\r\n")

    def send(self, *frames: bytes) -> None:
        self.writer.write(b"".join(frames))

    async def heard(self) -> tuple[int, bytes]:
        """The opcode and payload of the next frame."""
        async with asyncio.timeout(SECONDS):
            first, length = await self.reader.readexactly(2)
            assert first & 0x80
            assert length < 128, "a server's frames are not masked"
            if length >= 126:
                length = int.from_bytes(await self.reader.readexactly(2 if length == 126 else 8))
            return first & 0x0F, await self.reader.readexactly(length)

    async def said(self) -> Any:  # noqa: ANN401 - parsed JSON, or the code of a close
        """The next message, or the code of the close, which is answered."""
        opcode, payload = await self.heard()
        if opcode == CLOSE:
            self.send(frame(CLOSE, payload[:2]))
            return int.from_bytes(payload[:2])
        assert opcode == TEXT
        return json.loads(payload)

    async def ended(self) -> bytes:
        """Everything up to the end of the connection."""
        chunks = []
        try:
            async with asyncio.timeout(SECONDS):
                while chunk := await self.reader.read(1 << 20):
                    chunks.append(chunk)
        except ConnectionError:
            pass
        return b"".join(chunks)

    async def cut_off(self) -> None:
        """Wait until the kernel has seen a reset, which a client that reads nothing does not."""
        connection = self.writer.get_extra_info("socket")
        async with asyncio.timeout(SECONDS):
            while connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != TCP_CLOSE:  # noqa: ASYNC110 - the kernel tells nobody
                await asyncio.sleep(0.01)


def complaints(log: io.StringIO) -> list[str]:
    """What was logged that an operator would look into."""
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line["event"] for line in lines if line["level"] not in {"debug", "info"} or "exception" in line]


@asynccontextmanager
async def connected(opened: House | Address, limit: int = 1 << 16) -> AsyncIterator[Raw]:
    """A connection of whose bytes no more than twice the limit are read unasked, and little is kept by the kernel."""
    end = socket.socket()
    end.setblocking(False)  # noqa: FBT003 - positional in the standard library
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, limit)
    await asyncio.get_running_loop().sock_connect(end, ("127.0.0.1", opened.port))
    reader, writer = await asyncio.open_connection(sock=end, limit=limit)
    try:
        yield Raw(reader, writer)
    finally:
        writer.transport.abort()


@asynccontextmanager
async def nothing_left(opened: House) -> AsyncIterator[None]:
    """Hold that at the end of the block no socket is open, and no task runs that did not at its beginning."""
    before = asyncio.all_tasks()
    yield
    async with asyncio.timeout(SECONDS):
        while opened.metrics.registry.get_sample_value("largesse_sockets_open"):  # noqa: ASYNC110 - a gauge
            await asyncio.sleep(0.005)
        while asyncio.all_tasks() - before:  # noqa: ASYNC110 - tasks of others
            await asyncio.sleep(0.005)
