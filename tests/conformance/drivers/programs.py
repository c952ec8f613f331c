"""
Programs that follow rooms for whoever tells them to, line by line: any client can be held to the suite by one.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from asyncio.subprocess import PIPE
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple, Self

from largesse.settings import Transport
from tests.conformance.document import FOLLOW
from tests.conformance.viewer import Ending, Over, Viewer

from .driver import Asked, Driver

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from largesse.testing import Json
    from tests.conformance.viewer import Place

_LINE_BYTES_MAX = 1024 * 1024


class Program(NamedTuple):
    """
    A program, and what the client in it is able to do.

    Args:
        name: of the client.
        transport: how it is told.
        command: begins the program.
        directory: where it begins.
        bearer: see `Driver`, as the others.
    """

    name: str
    transport: Transport
    command: Sequence[str]
    directory: Path
    bearer: bool = True
    header: bool = False
    returns: bool = False

    @classmethod
    def read(cls, said: Json, directory: Path) -> Self:
        """Return the program that JSON says; what it does not say is as it is left out here."""
        return cls(**{**said, "transport": Transport(said["transport"]), "directory": directory})


class ProgramDriver(Driver):
    """
    Has a program follow, which runs as long as the driver is entered and follows for any number of viewers at once.

    Args:
        program: which.
    """

    def __init__(self, program: Program) -> None:
        self.name, self.transport = program.name, program.transport
        self.bearer, self.header, self.returns = program.bearer, program.header, program.returns
        self.directory = program.directory
        self._command = program.command
        self._viewers: dict[int, _ProgramViewer] = {}
        self._numbers = itertools.count(1)
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *self._command, cwd=self.directory, stdin=PIPE, stdout=PIPE, limit=_LINE_BYTES_MAX
        )
        self._reading = asyncio.create_task(self._read(self._process))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        assert self._process is not None
        assert self._reading is not None
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._reading
        await self._process.communicate()

    @asynccontextmanager
    async def following(self, asked: Asked) -> AsyncIterator[Viewer]:
        """Have the program begin to follow, and leave at the end of the block."""
        number = next(self._numbers)
        viewer = self._viewers[number] = _ProgramViewer(asked.place)
        follow = {
            "graphql": f"{asked.url}/graphql",
            "token": asked.token,
            "query": FOLLOW,
            "roomId": asked.room,
            "after": asked.cursor,
            "lastEventId": asked.last_event_id,
            "returns": asked.returns,
        }
        await self._say({"viewer": number, "follow": follow})
        try:
            yield viewer
        finally:
            del self._viewers[number]
            await self._say({"viewer": number, "leave": True})

    async def _say(self, line: Json) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(line).encode() + b"\n")
        await self._process.stdin.drain()

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            said = json.loads(line)
            # What was on its way to one who has left is nobody's.
            if (viewer := self._viewers.get(said["viewer"])) is not None:
                viewer.said.put_nowait(said)
        for viewer in self._viewers.values():
            viewer.said.put_nowait({"gone": self.name})


class _ProgramViewer(Viewer):
    def __init__(self, place: Place | None) -> None:
        super().__init__(place)
        self.said: asyncio.Queue[Json] = asyncio.Queue()

    async def _told(self) -> Json:
        said = await self.said.get()
        assert "gone" not in said, f"the program of {said['gone']} has ended"
        if (ended := said.get("ended")) is not None:
            raise Over(Ending(tuple(ended.get("codes", ())), ended.get("close"), ended.get("complete", False)))
        return said["item"]
