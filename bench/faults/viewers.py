"""
Viewers who follow a room over websockets, come back by cursor when theirs breaks, and note what they are told.
"""

from __future__ import annotations

import asyncio
import random
import time
from typing import TYPE_CHECKING, Any

import aiohttp
import orjson

if TYPE_CHECKING:
    from collections.abc import Sequence

PROTOCOL = "graphql-transport-ws"
ROOM_EVENTS = """
subscription Follow($roomId: ID!, $after: String) {
  roomEvents(roomId: $roomId, after: $after) { __typename ... on StreamItem { cursor offset } }
}
"""
BETWEEN = frozenset({"RoomSnapshot", "Lagged", "StreamEnded"})
"""What is told beside events, each of which has the offset after the one before."""
_BACK_SECONDS = 0.3


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
        self.faults: set[str] = set()

    async def follow(self) -> None:
        """Follow for ever."""
        while True:
            try:
                await self._follow()
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                self.faults.add(type(error).__name__)
            await asyncio.sleep(_BACK_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 - so that not all come at once

    async def _follow(self) -> None:
        async with self._session.ws_connect(self._url, protocols=(PROTOCOL,), compress=0) as socket:
            headers = {"Authorization": f"Bearer {self._token}"}
            await socket.send_json({"type": "connection_init", "payload": headers})
            fresh = True
            async for message in socket:
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

    def _note(self, payload: dict[str, Any]) -> None:
        if payload.get("errors"):
            self.faults.add(str(payload["errors"])[:200])
            return
        item = payload["data"]["roomEvents"]
        offset = int(item["offset"])
        if item["__typename"] in BETWEEN:
            # A snapshot is where everybody begins; after that it would mean that events were skipped.
            self.gaps += self._cursor is not None and offset > self.offset
        else:
            self.events += 1
            self.gaps += offset > self.offset + 1
            self.doubles += offset <= self.offset
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

    async def joined_since(self, instant: float, patience_seconds: float) -> float:
        """Wait until each has been told something on a connection made after an instant; return how long that took."""
        end = time.monotonic() + patience_seconds
        while time.monotonic() < end:
            if all(viewer.joined_at > instant for viewer in self.viewers):
                return max(viewer.joined_at for viewer in self.viewers) - instant
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
