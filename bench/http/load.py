"""
The load: connections that are kept alive, each waiting for its answer before it sends again.
"""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.http.requests import Requests

_LENGTH = b"content-length: "
_PATIENCE_SECONDS = 10.0
_numbers = itertools.count()
"""Of all requests that are ever sent, so that no idempotency key is used twice."""


class Round(NamedTuple):
    """
    What a round of a load came to.

    Args:
        rate: answers per second.
        p50_ms: the median time from request to answer.
        p99_ms: the time that 99 of 100 answers took at most.
        answers: how many there were.
    """

    rate: float
    p50_ms: float
    p99_ms: float
    answers: int


@dataclass
class _Run:
    """What the connections of a round share."""

    requests: Requests
    end: float
    latencies: list[float] = field(default_factory=list)
    numbers: Iterator[int] = _numbers


class _Connection(asyncio.Protocol):
    """
    One connection, as thin as it can be: an answer is read by its length, and looked at for its proof.

    Args:
        run: what it is part of.
        place: its number.
    """

    def __init__(self, run: _Run, place: int) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._run = run
        self._place = place
        self._received = b""
        self._transport: asyncio.Transport | None = None
        self._begun = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's by name.
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found:
            return
        length = head.lower().partition(_LENGTH)[2].partition(b"\r\n")[0]
        if len(body) < int(length):
            return
        self._received = b""
        if not head.startswith(b"HTTP/1.1 200") or self._run.requests.proof not in body:
            self._fail(f"an answer is wrong: {(head + found + body)[:1_000]!r}")
            return
        now = time.perf_counter()
        self._run.latencies.append(now - self._begun)
        if now < self._run.end:
            self._send()
        else:
            self._close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server closed the connection"))

    def _send(self) -> None:
        assert self._transport is not None
        self._begun = time.perf_counter()
        self._transport.write(self._run.requests.of(self._place, next(self._run.numbers)))

    def _close(self) -> None:
        assert self._transport is not None
        self.done.set_result(None)
        self._transport.close()

    def _fail(self, reason: str) -> None:
        assert self._transport is not None
        self.done.set_exception(AssertionError(reason))
        self._transport.close()


async def closed_loops(port: int, requests: Requests, connections: int, seconds: float) -> Round:
    """
    Send requests over connections to this machine, and count the answers.

    Args:
        port: where the server listens.
        requests: what is sent.
        connections: how many, each with one request on its way.
        seconds: for how long.

    Raises:
        AssertionError: an answer has another status than 200, or lacks the proof that it is right.
    """
    loop = asyncio.get_running_loop()
    run = _Run(requests, time.perf_counter() + seconds)
    begun = time.perf_counter()
    opened = [
        await loop.create_connection(lambda place=place: _Connection(run, place), "127.0.0.1", port)
        for place in range(connections)
    ]
    async with asyncio.timeout(seconds + _PATIENCE_SECONDS):
        await asyncio.gather(*(connection.done for _, connection in opened))
    elapsed = time.perf_counter() - begun
    run.latencies.sort()
    return Round(
        len(run.latencies) / elapsed,
        statistics.median(run.latencies) * 1_000,
        run.latencies[int(len(run.latencies) * 0.99)] * 1_000,
        len(run.latencies),
    )
