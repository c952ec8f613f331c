"""
The line between a parent and a worker: what the two say to each other, and how each learns that the other is gone.
"""

from __future__ import annotations

import asyncio
import itertools
import pickle
from typing import TYPE_CHECKING, NamedTuple

import structlog

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Coroutine

    from prometheus_client import Metric

    from largesse.plugins import Policy
    from largesse.settings import Settings

    Counted = Callable[[], Coroutine[object, object, list[Metric]]]
    """Returns what is counted at this end, or behind it."""

_HEAD_BYTES = 4
_log = structlog.stdlib.get_logger("largesse.serve")


class Commission(NamedTuple):
    """What a worker is told first: which one it is, and what it shall serve with."""

    number: int
    settings: Settings
    policy: Policy


class Listening(NamedTuple):
    """What a worker tells once it serves: where."""

    url: str


class Asked(NamedTuple):
    """A question for what is counted, with a number that its answer has too."""

    number: int


class Answered(NamedTuple):
    """What is counted."""

    number: int
    families: list[Metric]


class Line:
    """
    One end of the line.

    Args:
        reader: what the other end says.
        writer: what it is told by.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._numbers = itertools.count(1)
        self._asked: dict[int, asyncio.Future[list[Metric]]] = {}

    @classmethod
    async def over(cls, end: socket.socket) -> Line:
        """Return an end of the line from one of a pair of sockets."""
        return cls(*await asyncio.open_unix_connection(sock=end))

    def say(self, message: object) -> None:
        """Send a message; to an end that is gone it goes nowhere."""
        content = pickle.dumps(message)
        self._writer.write(len(content).to_bytes(_HEAD_BYTES) + content)

    async def hear(self) -> object | None:
        """Return the next message, or None once the other end is gone."""
        try:
            size = int.from_bytes(await self._reader.readexactly(_HEAD_BYTES))
            content = await self._reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        message: object = pickle.loads(content)  # noqa: S301 - see the import
        return message

    async def ask(self, seconds: float) -> list[Metric]:
        """
        Return what is counted at the other end.

        Args:
            seconds: how long it is waited for.

        Raises:
            TimeoutError: it does not answer in time.
        """
        number, loop = next(self._numbers), asyncio.get_running_loop()
        self._asked[number] = loop.create_future()
        self.say(Asked(number))
        try:
            async with asyncio.timeout(seconds):
                return await self._asked[number]
        finally:
            del self._asked[number]

    async def attend(self, counted: Counted) -> None:
        """
        Hear questions and answers until the other end is gone.

        Args:
            counted: answers the questions.
        """
        async with asyncio.TaskGroup() as answering:
            while (message := await self.hear()) is not None:
                if isinstance(message, Asked):
                    answering.create_task(self._answer(message.number, counted))
                elif isinstance(message, Answered) and (asked := self._asked.get(message.number)) is not None:
                    asked.set_result(message.families)

    def close(self) -> None:
        """Let go of the other end, which learns of it."""
        self._writer.close()

    async def _answer(self, number: int, counted: Counted) -> None:
        try:
            families = await counted()
        except Exception:  # noqa: BLE001 - whatever it is, the line goes on: its end would be that of the worker
            _log.exception("counting_failed")
            families = []
        self.say(Answered(number, families))
