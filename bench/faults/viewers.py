"""
Viewers who follow a room over websockets, come back by cursor when theirs breaks, and note what they are told.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from typing import TYPE_CHECKING, Any

import aiohttp
import orjson

if TYPE_CHECKING:
    from collections.abc import Sequence

PROTOCOL = "graphql-transport-ws"
ROOM_EVENTS = """
subscription Follow($roomId: ID!, $after: String) {
  roomEvents(roomId: $roomId, after: $after) { __typename ... on StreamItem { cursor offset fromOffset } }
}
"""
BETWEEN = frozenset({"RoomSnapshot", "Lagged", "StreamEnded"})
"""What is told beside events, each of which begins at the offset after the one before."""
_BACK_SECONDS = 0.3
_HINT = re.compile(r"retry in (\d+) ms")


class Viewer:
    """
    One viewer.

    Args:
        session: shared by all.
        url: for sockets.
        token: the bearer token.
        room_id: as clients know it.
    """

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str, room_id: str) -> None:
        self._session = session
        self._url = url
        self._token = token
        self._room_id = room_id
        self._cursor: str | None = None
        self.offset = 0
        self.gaps = self.doubles = self.events = 0
        self.joined_at = 0.0
        """When it was last told anything after it had connected."""
        self.closes: list[int | None] = []
        self.hints: list[float] = []
        """When it was asked to come back, in seconds, by each server that went away."""
        self.faults: set[str] = set()

    async def follow(self) -> None:
        """Follow for ever."""
        while True:
            hint = None
            try:
                hint = await self._follow()
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                self.faults.add(type(error).__name__)
            # So that not all come at once; a server that goes away in order says itself when each shall come.
            await asyncio.sleep(_BACK_SECONDS * random.uniform(0.5, 1.5) if hint is None else hint)  # noqa: S311 - no secret

    async def _follow(self) -> float | None:
        """Follow on one socket, and return in how many seconds its server asks for another, if it does."""
        async with self._session.ws_connect(self._url, protocols=(PROTOCOL,), compress=0) as socket:
            headers = {"Authorization": f"Bearer {self._token}"}
            await socket.send_json({"type": "connection_init", "payload": headers})
            fresh = True
            while (message := await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                told = orjson.loads(message.data)
                if told["type"] == "connection_ack":
                    variables = {"roomId": self._room_id, "after": self._cursor}
                    payload = {"query": ROOM_EVENTS, "variables": variables}
                    await socket.send_json({"id": "1", "type": "subscribe", "payload": payload})
                elif told["type"] == "ping":
                    await socket.send_json({"type": "pong"})
                elif told["type"] == "next":
                    if fresh:
                        self.joined_at, fresh = time.monotonic(), False
                    self._note(told["payload"])
                else:
                    self.faults.add(str(told)[:200])
                    break
            self.closes.append(socket.close_code)
        asked = _HINT.search(message.extra or "")
        if asked is None:
            return None
        self.hints.append(int(asked[1]) / 1_000)
        return self.hints[-1]

    def _note(self, payload: dict[str, Any]) -> None:
        if payload.get("errors"):
            self.faults.add(str(payload["errors"])[:200])
            return
        item = payload["data"]["roomEvents"]
        if "offset" not in item:
            # A notice, such as how many watch: the latest of its kind, and no event.
            return
        offset = int(item["offset"])
        if item["__typename"] in BETWEEN:
            # A snapshot is where everybody begins; after that it would mean that events were skipped.
            self.gaps += self._cursor is not None and offset > self.offset
        else:
            begins = int(item["fromOffset"])
            self.events += 1
            self.gaps += begins > self.offset + 1
            self.doubles += begins <= self.offset
        self.offset = max(self.offset, offset)
        self._cursor = item["cursor"]


class Audience:
    """
    Many viewers.

    Args:
        viewers: who.
    """

    def __init__(self, viewers: Sequence[Viewer]) -> None:
        self.viewers = viewers
        self._tasks = [asyncio.create_task(viewer.follow()) for viewer in viewers]

    async def joined_since(
        self, instant: float, patience_seconds: float, among: Sequence[Viewer] | None = None
    ) -> float:
        """Wait until each has been told something on a connection made after an instant; return how long that took."""
        viewers = self.viewers if among is None else among
        end = time.monotonic() + patience_seconds
        while time.monotonic() < end:
            if all(viewer.joined_at > instant for viewer in viewers):
                return max((viewer.joined_at for viewer in viewers), default=instant) - instant
            await asyncio.sleep(0.02)
        return float("inf")

    async def caught_up(self, head: int, patience_seconds: float) -> float:
        """Wait until all have seen an offset; return how long that took."""
        begun = time.monotonic()
        while time.monotonic() < begun + patience_seconds:
            if all(viewer.offset >= head for viewer in self.viewers):
                return time.monotonic() - begun
            await asyncio.sleep(0.02)
        return float("inf")

    def figures(self) -> dict[str, object]:
        """Return what was missed, what came twice, and what viewers were told of faults."""
        return {
            "viewers": len(self.viewers),
            "events_told": sum(viewer.events for viewer in self.viewers),
            "gaps": sum(viewer.gaps for viewer in self.viewers),
            "doubles": sum(viewer.doubles for viewer in self.viewers),
            "close_codes": sorted({str(code) for viewer in self.viewers for code in viewer.closes}),
            "faults": sorted(set().union(*(viewer.faults for viewer in self.viewers)))[:5],
        }

    @property
    def intact(self) -> bool:
        """Whether nobody missed anything or was told anything twice."""
        return not any(viewer.gaps or viewer.doubles for viewer in self.viewers)

    async def close(self) -> None:
        """End all."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
