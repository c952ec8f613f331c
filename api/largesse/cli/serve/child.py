"""
A worker as its parent sees it: a process, and the line to it.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import time
from typing import TYPE_CHECKING

from largesse.cli.serve.line import Commission, Line, Listening

if TYPE_CHECKING:
    from prometheus_client import Metric

    from largesse.cli.serve.line import Counted
    from largesse.plugins import Policy
    from largesse.settings import Settings

COUNT_SECONDS = 0.5
"""How long a worker has to say what it counts: less than whoever asks for the figures of all of them waits."""


class Child:
    """
    A worker that is started, and started again.

    Args:
        number: which of the workers it is, from 1 on.
        settings: what it serves with.
        policy: which plugins are wanted.
        counted: tells it what all workers count.
    """

    def __init__(self, number: int, settings: Settings, policy: Policy, counted: Counted) -> None:
        self.number = number
        self._settings = settings
        self._policy = policy
        self._counted = counted
        self._process: asyncio.subprocess.Process | None = None
        self._line: Line | None = None
        self._attending: asyncio.Task[None] | None = None
        self._leaving = False
        self._since: float | None = None
        self.served_seconds = 0.0
        """For how long it had served when it ended last."""

    @property
    def pid(self) -> int:
        """The identifier of its process; 0 if it was never started."""
        return self._process.pid if self._process is not None else 0

    @property
    def listening(self) -> bool:
        """Whether it serves."""
        return self._since is not None

    async def start(self) -> str | None:
        """Start it, and return the address of the server's root once it serves; None if it ends before."""
        ours, its = socket.socketpair()
        with its:
            # A session of its own: Ctrl-C in a terminal is for the parent, which tells the workers.
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "largesse.cli.serve.worker", str(its.fileno())),
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=(its.fileno(),),
                start_new_session=True,
            )
        if self._leaving:
            self._process.terminate()
        self._line = line = await Line.over(ours)
        line.say(Commission(self.number, self._settings, self._policy))
        message = await line.hear()
        if not isinstance(message, Listening):
            line.close()
            self.served_seconds = 0.0
            # It may be about to say why.
            await self._process.wait()
            return None
        self._since = time.monotonic()
        self._attending = asyncio.create_task(self._attend(line), name=f"line-{self.number}")
        return message.url

    async def ended(self) -> int:
        """Wait until it has ended, and return its exit code; negative is the signal that ended it."""
        if self._process is None:
            return 0
        code = await self._process.wait()
        if self._since is not None:
            self.served_seconds, self._since = time.monotonic() - self._since, None
        return code

    def stop(self) -> None:
        """Tell it to stop, also if it is only being started."""
        self._leaving = True
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self._send(signal.SIGKILL)

    async def count(self) -> list[Metric]:
        """Return what it counts; nothing if it does not serve or does not answer."""
        if self._line is None or not self.listening:
            return []
        try:
            return await self._line.ask(COUNT_SECONDS)
        except TimeoutError:
            return []

    async def _attend(self, line: Line) -> None:
        try:
            await line.attend(self._counted)
        finally:
            line.close()

    def _send(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)
