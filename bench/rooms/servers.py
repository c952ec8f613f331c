"""
`python -m bench.rooms.servers NAME [--database ADDRESS] [--rooms N] [--bus ADDRESS --port N]`: one contender, until its
standard input ends.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncGenerator  # noqa: TC003 - strawberry reads the annotation
from dataclasses import replace
from itertools import count, cycle
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import orjson
import strawberry
from aiohttp import web
from pydantic import SecretStr
from strawberry.aiohttp.views import GraphQLView

from bench.http.requests import SECRET
from bench.http.servers import settings_for
from bench.journal.world import build
from bench.rooms.publishing import publish_on_command
from bench.rooms.told import EVENT
from largesse.app import running
from largesse.cli.loop import run, settled
from largesse.clock import DAY, SystemClock
from largesse.people.tokens import TokenRules, sign
from largesse.plugins import Policy
from largesse.schema.ids import global_id
from largesse.telemetry import configure_logging

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

LARGESSE, STOCK, RAW = "Largesse", "strawberry", "raw aiohttp"
_MANY = 100_000
_TEXT = orjson.dumps(
    {"id": "00000000-0000-4000-8000-000000000000", "type": "next", "payload": {"data": {"roomEvents": EVENT}}}
)


@strawberry.interface
class StreamItem:
    cursor: str
    offset: str


@strawberry.type
class Person:
    id: strawberry.ID


@strawberry.type
class Gift:
    id: strawberry.ID
    quantity: int
    total_coins: str
    sender: Person | None


@strawberry.type
class RoomSnapshot(StreamItem):
    room_id: strawberry.ID


@strawberry.type
class GiftSentEvent(StreamItem):
    occurred_at: str
    gift: Gift


@strawberry.type
class Query:
    hello: str = "world"


class Queues:
    """Every subscriber's own queue."""

    def __init__(self) -> None:
        self.open: set[asyncio.Queue[GiftSentEvent]] = set()

    async def publish(self) -> None:
        """Put an event into each, and let the subscribers have their turn."""
        sender = Person(id=strawberry.ID(EVENT["gift"]["sender"]["id"]))  # type: ignore[index]  # an object of objects
        gift = Gift(id=strawberry.ID(EVENT["gift"]["id"]), quantity=1, total_coins="1", sender=sender)  # type: ignore[index]  # as above
        event = GiftSentEvent(cursor=str(EVENT["cursor"]), offset="3", occurred_at=str(EVENT["occurredAt"]), gift=gift)
        for queue in self.open:
            queue.put_nowait(event)
        await asyncio.sleep(0)


_queues = Queues()


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def room_events(
        self, room_id: strawberry.ID
    ) -> AsyncGenerator[Annotated[RoomSnapshot | GiftSentEvent, strawberry.union("RoomEvent")], None]:
        queue: asyncio.Queue[GiftSentEvent] = asyncio.Queue()
        _queues.open.add(queue)
        try:
            yield RoomSnapshot(cursor="", offset="2", room_id=room_id)
            while True:
                yield await queue.get()
        finally:
            _queues.open.discard(queue)


async def _largesse(database: str, rooms: int, bus: str, port: int) -> None:
    update: dict[str, object] = {"caller_sockets_max": _MANY, "caller_subscriptions_max": _MANY}
    if bus:
        update["bus"] = SecretStr(bus)
    settings = settings_for(database).model_copy(update=update)
    async with running(settings, Policy(), "python -m bench.rooms") as app:
        world = await build(app.journal, 1, rooms)
        settled()
        sender = world.senders[0]
        # No server of the same database may use the keys of one before.
        prefix, numbers, turns = uuid4().hex, count(), cycle(world.rooms)
        now = SystemClock().now()
        token = sign(replace(sender, expires_at=now + DAY), TokenRules(SECRET), now)
        await _serve(
            app.web,
            lambda: app.journal.submit(world.deed(sender, next(turns), f"{prefix} {next(numbers)}")),
            token,
            [global_id("Room", room) for room in world.rooms],
            port,
        )


async def _stock() -> None:
    application = web.Application()
    schema = strawberry.Schema(query=Query, subscription=Subscription, types=[GiftSentEvent, RoomSnapshot])
    application.router.add_route("*", "/graphql", GraphQLView(schema=schema))
    await _serve(application, _queues.publish)


async def _raw() -> None:
    sockets: set[web.WebSocketResponse] = set()

    async def hold(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("graphql-transport-ws",), compress=False)
        await socket.prepare(request)
        sockets.add(socket)
        try:
            async for _ in socket:
                pass
        finally:
            sockets.discard(socket)
        return socket

    async def publish() -> None:
        text = _TEXT.decode()
        for socket in sockets:
            await socket.send_str(text)

    application = web.Application()
    application.router.add_get("/graphql", hold)
    await _serve(application, publish)


async def _serve(
    application: web.Application,
    publish: Callable[[], Awaitable[object]],
    token: str = "",
    rooms: Sequence[str] = ("room",),
    port: int = 0,
) -> None:
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1_024, reuse_port=True).start()
    print(orjson.dumps({"port": runner.addresses[0][1], "rooms": rooms, "token": token}).decode(), flush=True)
    await publish_on_command(publish)
    await runner.cleanup()


def main() -> None:
    """Serve what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m bench.rooms.servers", description=__doc__)
    parser.add_argument("name", choices=(LARGESSE, STOCK, RAW))
    parser.add_argument("--database", default="")
    parser.add_argument("--rooms", type=int, default=1)
    parser.add_argument("--bus", default="")
    parser.add_argument("--port", type=int, default=0)
    chosen = parser.parse_args()
    configure_logging("warning")
    serving = {
        LARGESSE: lambda: _largesse(chosen.database, chosen.rooms, chosen.bus, chosen.port),
        STOCK: _stock,
        RAW: _raw,
    }
    run(serving[chosen.name]())


if __name__ == "__main__":
    main()
