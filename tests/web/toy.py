"""
A toy schema: whatever a resolver may do to the doors.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator  # noqa: TC003 - strawberry reads it
from contextlib import suppress
from dataclasses import dataclass, field

import strawberry

from largesse.errors import ConfigurationError, InsufficientCoins, InvalidInput, Unauthenticated
from largesse.people.caller import Caller  # noqa: TC001 - strawberry reads it


@dataclass
class Context:
    caller: Caller | None
    request_id: str


Info = strawberry.Info[Context, None]


@dataclass
class Happenings:
    """What the toy's resolvers have seen."""

    contexts: list[Context] = field(default_factory=list)
    adds: list[int] = field(default_factory=list)
    streams_opened: int = 0
    streams_closed: int = 0
    floods: int = 0
    gulps: int = 0
    waiting: bool = False
    gate: asyncio.Event = field(default_factory=asyncio.Event)


happenings: list[Happenings] = [Happenings()]


@strawberry.input
class Purse:
    coins: int
    within: Purse | None = None


@strawberry.input(one_of=True)
class Chosen:
    id: strawberry.Maybe[str]
    name: strawberry.Maybe[str]


@strawberry.type
class Box:
    size: int = 1

    @strawberry.field
    def box(self) -> Box:
        return Box()

    @strawberry.field
    def boxes(self, first: int | None = None) -> list[Box]:
        return [Box()] * (1 if first is None else first)

    @strawberry.field
    def broken(self) -> str:
        message = "the password is hunter2"
        raise RuntimeError(message)


@strawberry.type
class Query:
    @strawberry.field
    def hello(self, name: str = "world") -> str:
        return f"hello {name}"

    @strawberry.field
    def request_id(self, info: Info) -> str:
        happenings[-1].contexts.append(info.context)
        return info.context.request_id

    @strawberry.field
    def viewer(self, info: Info) -> str:
        if info.context.caller is None:
            raise Unauthenticated
        return info.context.caller.id

    @strawberry.field
    def coins(self) -> int | None:
        raise InsufficientCoins(needed=5, available=3)

    @strawberry.field
    def misconfigured(self) -> int | None:
        reason = "/etc/largesse.toml is wrong"
        raise ConfigurationError(reason)

    @strawberry.field
    def unspeakable(self) -> int | None:
        raise _UnspeakableError

    @strawberry.field
    def nothing(self) -> int:
        return None  # type: ignore[return-value] # what a resolver with a mistake does

    @strawberry.field
    def long(self, length: int) -> str:
        return "x" * length

    @strawberry.field
    async def slow(self) -> int:
        happenings[-1].waiting = True
        await happenings[-1].gate.wait()
        return 1

    @strawberry.field
    def purse(self, purse: Purse) -> int:
        return purse.coins

    @strawberry.field
    def chosen(self, by: Chosen) -> str:
        return f"{by.id} {by.name}"

    @strawberry.field
    def box(self) -> Box:
        return Box()


class _UnspeakableError(Exception):
    def __str__(self) -> str:
        message = "an exception whose text fails"
        raise RuntimeError(message)


@strawberry.type
class Mutation:
    @strawberry.mutation
    def add(self, number: int) -> int:
        happenings[-1].adds.append(number)
        return sum(happenings[-1].adds)

    @strawberry.mutation
    async def add_late(self, number: int) -> int:
        """Adds once the gate is open."""
        happenings[-1].waiting = True
        await happenings[-1].gate.wait()
        happenings[-1].adds.append(number)
        return sum(happenings[-1].adds)

    @strawberry.mutation
    async def hang(self) -> int:
        await happenings[-1].gate.wait()
        return 1


@strawberry.type
class Tick:
    cursor: str
    number: int


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, info: Info, to: int) -> AsyncGenerator[int, None]:
        happenings[-1].contexts.append(info.context)
        if to < 0:
            path = "to"
            raise InvalidInput(path, "must not be negative")
        for number in range(to):
            yield number

    @strawberry.subscription
    async def forever(self) -> AsyncGenerator[int, None]:
        happenings[-1].streams_opened += 1
        try:
            yield 0
            await happenings[-1].gate.wait()
        finally:
            happenings[-1].streams_closed += 1

    @strawberry.subscription
    async def ticks(self, to: int, after: str | None = None) -> AsyncGenerator[Tick, None]:
        for number in range(int(after or 0) + 1, to + 1):
            yield Tick(cursor=f"{number}", number=number)

    @strawberry.subscription
    async def gulps(self, of: int, to: int) -> AsyncGenerator[str, None]:
        for _ in range(to):
            happenings[-1].gulps += 1
            yield "x" * of

    @strawberry.subscription
    async def flood(self) -> AsyncGenerator[str, None]:
        while True:
            happenings[-1].floods += 1
            yield "x" * 50_000
            await asyncio.sleep(0)

    @strawberry.subscription
    async def stubborn(self) -> AsyncGenerator[int, None]:
        """Goes on when it is told to end."""
        yield 0
        for _ in range(3):
            with suppress(asyncio.CancelledError):
                await happenings[-1].gate.wait()
        yield 1

    @strawberry.subscription
    async def boxes(self, to: int) -> AsyncGenerator[Box, None]:
        for number in range(to):
            yield Box(size=number)

    @strawberry.subscription
    async def breaks(self) -> AsyncGenerator[int, None]:
        yield 0
        message = "the password is hunter2"
        raise RuntimeError(message)


graph = strawberry.Schema(query=Query, mutation=Mutation, subscription=Subscription)
