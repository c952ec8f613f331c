"""
A thousand viewers who come to a room at once, or back to it: what they are told is read once for all of them.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

import orjson
import pytest

from largesse.database.moment import Moment
from largesse.database.sqlite import MOMENTS, SqliteReads
from largesse.people.caller import Role
from largesse.people.models import find_people
from largesse.people.registry import PersonRegistry
from largesse.schema.build import graph
from largesse.schema.context import Context
from largesse.schema.filling import Filling
from largesse.settings import Settings
from largesse.streams import DatabaseReader, Hub, HubLimits
from largesse.telemetry import Metrics
from largesse.web.callers.lanes import Lanes
from largesse.web.engine import Engine
from largesse.web.groups.groups import Groups
from largesse.web.requests import GraphRequest
from tests.schema.house import ANN, BOB, House, person

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from largesse.people.caller import Caller
    from largesse.web.groups.member import Told
    from tests.schema.house import Json

VIEWERS, GIFTS, WAVES = 1_000, 30, 5
EVENTS = """subscription ($roomId: ID!, $after: String) { roomEvents(roomId: $roomId, after: $after) {
    __typename
    ... on StreamItem { cursor offset }
    ... on RoomSnapshot { room { title stage { name } gifts { nodes { sender { name } } } combos { count } } }
    ... on GiftSentEvent { gift { id message sender { name } recipient { name } type { name } } }
} }"""


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often which table was read, by whatever part of the server."""
    found: Counter[str] = Counter()
    fetch = SqliteReads.fetch

    async def counted(self: SqliteReads, query: str, values: Sequence[object]) -> list[Json]:
        found[re.findall(r'FROM "(\w+)"', query)[0]] += 1
        return await fetch(self, query, values)

    monkeypatch.setattr(SqliteReads, "fetch", counted)
    return found


@pytest.fixture
def moments(monkeypatch: pytest.MonkeyPatch) -> list[Moment]:
    """Each moment of which something was read, once for each read."""
    found: list[Moment] = []
    fetch = Moment.fetch

    async def counted(self: Moment, query: str, values: Sequence[object]) -> list[Json]:
        found.append(self)
        return await fetch(self, query, values)

    monkeypatch.setattr(Moment, "fetch", counted)
    return found


class Plain:
    """Frames that are the payloads themselves."""

    def pieces(self, told: Sequence[Told]) -> Sequence[bytes]:
        return [each.payload for each in told]


PLAIN = Plain()


class Viewer:
    """A member that keeps what it is told, and knows when that is enough."""

    framing = PLAIN
    ready = True

    def __init__(self, caller_id: str, enough: int) -> None:
        self.lane = Lanes(100).lane(caller_id, 1)
        self.offsets: list[int] = []
        self.enough = asyncio.Event()
        self._enough = enough

    async def send(self, payload: Mapping[str, object], cursor: str | None) -> None:  # noqa: ARG002 - as it is declared
        self.take([orjson.dumps(payload)])

    def take(self, pieces: Sequence[bytes]) -> bool:
        self.offsets += [int(orjson.loads(piece)["data"]["roomEvents"]["offset"]) for piece in pieces]
        if self.offsets[-1] >= self._enough:
            self.enough.set()
        return True


async def come(house: House, callers: Sequence[Caller], room: str, after: str | None, enough: int) -> list[list[int]]:
    """Have callers follow a room at once, as the doors let them, and return the offsets that each was told."""
    engine = Engine(graph(), Settings(), Metrics())
    groups = Groups(engine, Metrics())
    variables = {"roomId": room, "after": after}
    operation = engine.operation(GraphRequest(EVENTS, variables, None))
    viewers = [Viewer(caller.id, enough) for caller in callers]
    telling = [
        asyncio.create_task(groups.tell(operation, variables, Context(house.services, caller, "request"), viewer))
        for caller, viewer in zip(callers, viewers, strict=True)
    ]
    async with asyncio.timeout(30):
        await asyncio.gather(*(viewer.enough.wait() for viewer in viewers))
    for task in telling:
        task.cancel()
    await asyncio.gather(*telling, return_exceptions=True)
    return [viewer.offsets for viewer in viewers]


async def restarted(house: House, limits: HubLimits | None = None) -> House:
    """The house with a hub, a filling and a registry that remember nothing."""
    await house.services.hub.close()
    services = replace(
        house.services,
        hub=Hub(DatabaseReader(), limits=limits),
        filling=Filling(house.rows),
        people=PersonRegistry(house.services.journal, find_people),
    )
    return House(services, house.clock, house.rows)


@pytest.mark.parametrize("recent", [HubLimits(), HubLimits(recent_events_max=5)], ids=["kept", "read in pages"])
async def test_a_thousand_who_come_back_cost_the_reads_of_one(
    house: House, read: Counter[str], recent: HubLimits
) -> None:
    callers = [person(f"viewer {number}", Role.VIEWER) for number in range(VIEWERS)]
    await asyncio.gather(*(house.services.people.note(caller) for caller in callers))
    await house.grant(ANN, GIFTS)
    room = await house.open_room()
    async with house.following(BOB, EVENTS, roomId=room) as following:
        after = (await following())["roomEvents"]["cursor"]
    for _ in range(GIFTS):
        await house.send(ANN, room)
    costs = []
    for coming in (callers[:1], callers):
        back = await restarted(house, recent)
        read.clear()
        told = await come(back, coming, room, after, 1 + GIFTS)
        costs.append(Counter(read))
        assert told == [list(range(2, 2 + GIFTS))] * len(coming)
        await back.services.hub.close()
    more = costs[1] - costs[0]
    # A crowd may come in a few waves.
    assert more.total() < WAVES


async def test_a_thousand_who_come_at_once_are_shown_a_few_moments(house: House, moments: list[Moment]) -> None:
    callers = [person(f"viewer {number}", Role.VIEWER) for number in range(VIEWERS)]
    await asyncio.gather(*(house.services.people.note(caller) for caller in callers))
    await house.grant(ANN, 2)
    room = await house.open_room()
    for _ in range(2):
        await house.send(ANN, room)
    assert await come(house, callers[:1], room, None, 3) == [[3]]
    alone = len(moments)
    assert len(set(moments)) == 1
    moments.clear()
    assert await come(house, callers, room, None, 3) == [[3]] * VIEWERS
    # A crowd may come in a few waves.
    assert len(set(moments)) < WAVES
    assert len(moments) == len(set(moments)) * alone


async def test_whoever_is_slow_to_take_a_snapshot_holds_no_moment(house: House) -> None:
    room = await house.open_room()
    engine = Engine(graph(), Settings(), Metrics())
    variables: Json = {"roomId": room, "after": None}
    operation = engine.operation(GraphRequest(EVENTS, variables, None))
    async with AsyncExitStack() as stack, asyncio.timeout(5):
        for _ in range(2 * MOMENTS):
            opened = await engine.opened(operation, variables, Context(house.services, BOB, "request"))
            payloads = await stack.enter_async_context(aclosing(opened))
            assert (await anext(payloads))["data"]["roomEvents"]["__typename"] == "RoomSnapshot"
