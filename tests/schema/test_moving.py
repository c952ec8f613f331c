"""
A room's first viewer moves from a source of its own into its group: what is noticed just then is told.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from largesse.presence import NOTICE, Viewers
from largesse.schema.build import graph
from largesse.schema.context import Context
from largesse.schema.ids import key_of
from largesse.settings import Settings
from largesse.telemetry import Metrics
from largesse.web.callers.lanes import Lanes
from largesse.web.engine import Engine
from largesse.web.groups.groups import Groups
from largesse.web.requests import GraphRequest
from tests.schema.house import ANN, BOB, House

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from largesse.web.groups.member import Told

SHARED = """subscription ($roomId: ID!, $after: String) { roomEvents(roomId: $roomId, after: $after) {
    __typename
    ... on ViewersChanged { viewerCount }
} }"""
PRIVATE = """subscription ($roomId: ID!, $after: String) { roomEvents(roomId: $roomId, after: $after) {
    __typename
    ... on GiftSentEvent { gift { senderReceipt { totalCoins } } }
    ... on ViewersChanged { viewerCount }
} }"""


class Plain:
    """Frames that are the payloads themselves."""

    def pieces(self, told: Sequence[Told]) -> Sequence[bytes]:
        return [each.payload for each in told]


PLAIN = Plain()


class Viewer:
    """A member that does something whenever it is told something of a type."""

    framing = PLAIN
    ready = True

    def __init__(self, then: Mapping[str, Callable[[], None]]) -> None:
        self.lane = Lanes(100).lane("viewer", 1)
        self.told: list[dict[str, Any]] = []
        self.noticed = asyncio.Event()
        self._then = then

    async def send(self, payload: Mapping[str, object], cursor: str | None) -> None:  # noqa: ARG002 - as it is declared
        self.take([orjson.dumps(payload)])

    def take(self, pieces: Sequence[bytes]) -> bool:
        for piece in pieces:
            item = orjson.loads(piece)["data"]["roomEvents"]
            self.told.append(item)
            if item["__typename"] == "ViewersChanged":
                self.noticed.set()
            elif then := self._then.get(item["__typename"]):
                then()
        return True


async def test_what_is_noticed_right_after_the_first_snapshot_is_told(house: House) -> None:
    room = await house.open_room()
    notice = noticing(house, room)
    told = await first_viewer(house, room, SHARED, {"RoomSnapshot": notice})
    assert told == [{"__typename": "RoomSnapshot"}, {"__typename": "ViewersChanged", "viewerCount": 7}]


async def test_what_is_noticed_while_a_group_turns_out_to_be_of_nobody_is_told(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 1)
    sending: list[asyncio.Task[object]] = []

    def send() -> None:
        sending.append(asyncio.create_task(house.send(ANN, room)))

    told = await first_viewer(house, room, PRIVATE, {"RoomSnapshot": send, "GiftSentEvent": noticing(house, room)})
    await asyncio.gather(*sending)
    assert [each["__typename"] for each in told] == ["RoomSnapshot", "GiftSentEvent", "ViewersChanged"]


@pytest.mark.parametrize("document", [SHARED, PRIVATE])
async def test_nothing_of_a_room_is_kept_when_the_last_viewer_has_left(house: House, document: str) -> None:
    room = await house.open_room()
    await first_viewer(house, room, document, {"RoomSnapshot": noticing(house, room)})
    async with asyncio.timeout(5):
        while house.services.hub.streams:  # noqa: ASYNC110 - a hub tells nobody who goes
            await asyncio.sleep(0)
    assert house.services.presence.count(key_of("Room", room, "roomId")) == 0


def noticing(house: House, room: str) -> Callable[[], None]:
    """Return what has it noticed in a room that seven watch."""
    key = key_of("Room", room, "roomId")
    return lambda: house.services.hub.notice(key, NOTICE, Viewers(7))


async def first_viewer(
    house: House, room: str, document: str, then: Mapping[str, Callable[[], None]]
) -> list[dict[str, Any]]:
    """Have somebody follow a room until they are told what was noticed, and return what they were told."""
    groups = Groups(Engine(graph(), Settings(), Metrics()), Metrics())
    variables = {"roomId": room}
    operation = groups.engine.operation(GraphRequest(document, variables, None))
    viewer = Viewer(then)
    context = Context(house.services, BOB, "request")
    telling = asyncio.create_task(groups.tell(operation, variables, context, viewer))
    async with asyncio.timeout(5):
        await viewer.noticed.wait()
    telling.cancel()
    await asyncio.gather(telling, return_exceptions=True)
    return viewer.told
