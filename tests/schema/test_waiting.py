"""
Whoever waits for their own turn keeps nobody else from following: they hold no moment, and lead no beginning.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from largesse.database.sqlite import MOMENTS
from largesse.schema.build import graph
from largesse.schema.context import Context
from largesse.settings import Settings
from largesse.telemetry import Metrics
from largesse.web.callers.lanes import Lanes
from largesse.web.engine import Engine
from largesse.web.groups.groups import Groups
from largesse.web.requests import GraphRequest
from tests.schema.house import ANN, BOB, House
from tests.web.groups.source import LINES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from largesse.people.caller import Caller
    from tests.schema.house import Json

ROOM = "subscription ($roomId: ID!) { roomEvents(roomId: $roomId) { __typename } }"
WALLET = "subscription { walletEvents { __typename } }"
SECONDS = 3.0
"""Less than one waits for a moment before it is tried again."""


class Member:
    """One that knows when it was told something."""

    framing = LINES
    ready = True

    def __init__(self, lanes: Lanes, caller: Caller) -> None:
        self.lane = lanes.lane(caller.id, 1)
        self.told = asyncio.Event()

    async def send(self, payload: Mapping[str, object], cursor: str | None) -> None:  # noqa: ARG002 - as it is declared
        self.told.set()

    def take(self, pieces: Sequence[bytes]) -> bool:  # noqa: ARG002 - as it is declared
        self.told.set()
        return True


class Street:
    """A server's subscriptions, and a lane for each caller in which one thing is executed at a time."""

    def __init__(self, house: House) -> None:
        self.lanes = Lanes(1)
        self._house = house
        self._engine = Engine(graph(), Settings(), Metrics())
        self._groups = Groups(self._engine, Metrics())

    @asynccontextmanager
    async def following(self, caller: Caller, document: str, **variables: Json) -> AsyncIterator[Member]:
        member = Member(self.lanes, caller)
        operation = self._engine.operation(GraphRequest(document, variables, None))
        context = Context(self._house.services, caller, "request")
        telling = asyncio.create_task(self._groups.tell(operation, variables, context, member))
        try:
            yield member
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)


async def told(member: Member) -> None:
    async with asyncio.timeout(SECONDS):
        await member.told.wait()


@pytest.fixture
async def street(house: House) -> Street:
    await house.grant(ANN, 1)
    await house.grant(BOB, 1)
    return Street(house)


async def test_whoever_waits_for_their_turn_holds_no_moment(street: Street) -> None:
    await street.lanes.enter(ANN.id, 1)
    async with street.following(ANN, WALLET) as first, street.following(ANN, WALLET) as second:
        # As many as there are places for moments, all of which somebody would hold who held one while they wait.
        assert MOMENTS == 2
        async with street.following(BOB, WALLET) as other:
            await told(other)
        assert not first.told.is_set()
        assert not second.told.is_set()
        street.lanes.leave(ANN.id, 1)
        await told(first)
        await told(second)
    assert len(street.lanes) == 0


async def test_whoever_waits_for_their_turn_begins_for_nobody_else(house: House, street: Street) -> None:
    room = await house.open_room()
    await street.lanes.enter(ANN.id, 1)
    async with (
        street.following(ANN, ROOM, roomId=room) as waiting,
        street.following(BOB, ROOM, roomId=room) as other,
    ):
        await told(other)
        assert not waiting.told.is_set()
        street.lanes.leave(ANN.id, 1)
        await told(waiting)
    assert len(street.lanes) == 0
