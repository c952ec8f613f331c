"""
A toy room with a scoreboard: events and notices of a real hub, as a graph shows them to callers who may share.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator  # noqa: TC003 - strawberry reads it
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import strawberry

from largesse.streams import Cursor, Hub, Noticed, Occurred, Snapshot, follow
from tests.streams.memory import Log

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.people.caller import Caller
    from largesse.streams import Item

ROOM = "0190163d-8694-7a11-b7d4-6a1d1b2c3d4e"


@dataclass
class Stadium:
    """A room's log and hub, and how often its graph was executed."""

    log: Log = field(default_factory=lambda: Log(ROOM))
    executed: list[str] = field(default_factory=list)
    words: dict[int, str] = field(default_factory=dict)
    """What was called at a goal, by its offset."""

    snapshots: int = 0

    def __post_init__(self) -> None:
        self.hub = Hub(self.log)

    def context_for(self, caller: Caller | None, request_id: str) -> Context:  # noqa: ARG002 - whoever it is
        """Return the context of an operation."""
        return Context(self)

    def happen(self, count: int = 1) -> None:
        """Commit events."""
        self.hub.committed(self.log.commit(ROOM, count))

    def notice(self, score: int) -> None:
        """Have the score shown."""
        self.hub.notice(ROOM, "score", score)


@dataclass
class Context:
    stadium: Stadium
    asked: frozenset[str] = frozenset()
    audience: Mapping[str, str] = field(default_factory=dict)

    def shared(self) -> Context:
        return self


Info = strawberry.Info[Context, None]


@strawberry.type
class Kickoff:
    cursor: str
    offset: int
    noticed: strawberry.Private[int]


@strawberry.type
class Goal:
    cursor: str
    offset: int

    @strawberry.field
    def told(self, info: Info) -> bool:
        info.context.stadium.executed.append(f"goal {self.offset}")
        return True

    @strawberry.field
    def words(self, info: Info) -> str | None:
        return info.context.stadium.words.get(self.offset)


class _Notice:
    notice = "score"
    noticed = 0


@strawberry.type
class Score(_Notice):
    points: int

    @strawberry.field
    def told(self, info: Info) -> bool:
        info.context.stadium.executed.append(f"score {self.points}")
        return True


Told = Annotated[Kickoff | Goal | Score, strawberry.union("Told")]


@strawberry.type
class Query:
    hello: str = "world"


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def match(self, info: Info, after: str | None = None) -> AsyncGenerator[Told, None]:
        stadium = info.context.stadium
        cursor = Cursor.read(after, ROOM) if after else None

        async def snapshot() -> tuple[str, int]:
            stadium.snapshots += 1
            return "match", len(stadium.log.rows[ROOM])

        async with aclosing(follow(stadium.hub, ROOM, cursor, snapshot)) as items:
            async for item in items:
                yield _told(item)


def _told(item: Item[str]) -> Told:
    if isinstance(item, Noticed):
        score = Score(points=item.value)  # type: ignore[arg-type]  # a test notices numbers
        score.noticed = item.number
        return score
    if isinstance(item, Snapshot):
        return Kickoff(cursor=item.cursor.text, offset=item.cursor.offset, noticed=item.noticed)
    assert isinstance(item, Occurred)
    return Goal(cursor=item.cursor.text, offset=item.cursor.offset)


graph = strawberry.Schema(query=Query, subscription=Subscription)
MATCH = """subscription Match($after: String) { match(after: $after) {
  __typename ... on Kickoff { cursor } ... on Goal { cursor offset told } ... on Score { points told }
} }"""
