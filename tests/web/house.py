"""
A server of the toy schema on loopback, and a client of it.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp

from largesse.clock import MICROSECONDS, SystemClock
from largesse.people.caller import Caller, Role, person_id
from largesse.people.room_tokens import RoomTokens
from largesse.people.tokens import TokenRules, TokenVerifier, sign
from largesse.settings import Settings
from largesse.telemetry import Metrics
from largesse.web import Doors, listening, web_application

from .toy import Context, graph

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager

    from strawberry import Schema

    from largesse.catalogue.media import MediaFile
    from largesse.web.doors import Probe

ROOT = Path(__file__).parents[2]
SECRET = "a secret that is long enough for HS256"
RULES = TokenRules(SECRET)
ROOM = "01890000-0000-7000-8000-000000000001"


def token(subject: str = "ann", seconds: float = 3600, secret: str = SECRET) -> str:
    now = SystemClock().now()
    expires_at = now + int(seconds * MICROSECONDS)
    caller = Caller(
        id=person_id(subject), subject=subject, roles=frozenset({Role.VIEWER}), expires_at=expires_at, name="Ann Droid"
    )
    return sign(caller, TokenRules(secret), now)


def room_token(room_id: str = ROOM, seconds: int = 3600, secret: str = SECRET) -> str:
    clock = SystemClock()
    owner = Caller(person_id("ann"), "ann", frozenset({Role.VIEWER}), clock.now() + seconds * MICROSECONDS)
    return RoomTokens(secret, 3600, 60, clock).issue(owner, room_id).text


@dataclass
class House:
    """A server that runs, and a client of it."""

    url: str
    port: int
    metrics: Metrics
    client: aiohttp.ClientSession

    async def ask(
        self, body: object, accept: str = "application/graphql-response+json", **headers: str
    ) -> tuple[int, Any]:
        """Post a JSON body, or bytes as they are, and return status and parsed answer."""
        given = {"data": body} if isinstance(body, bytes) else {"json": body}
        sent = {"Accept": accept, "Content-Type": "application/json", **headers}
        async with self.client.post(f"{self.url}/graphql", headers=sent, **given) as answer:
            return answer.status, await answer.json(content_type=None)

    def stream(
        self, query: str, accept: str, variables: object = None, **headers: str
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        """Post an operation whose answer may go on."""
        return self.client.post(
            f"{self.url}/graphql", json={"query": query, "variables": variables}, headers={"Accept": accept, **headers}
        )

    def streams_open(self, transport: str) -> float:
        return self.metrics.registry.get_sample_value("largesse_streams_open", {"transport": transport}) or 0

    def socket(self, **headers: str) -> AbstractAsyncContextManager[aiohttp.ClientWebSocketResponse]:
        return self.client.ws_connect(f"{self.url}/graphql", protocols=["graphql-transport-ws"], headers=headers)


def doors(
    settings: dict[str, object],
    probes: Mapping[str, Probe] | None = None,
    media: Callable[[str], MediaFile | None] = lambda _: None,
    on_shutdown: Sequence[Callable[[], Awaitable[None]]] = (),
) -> Doors:
    clock = SystemClock()
    return Doors(
        settings=Settings.model_validate({"port": 0, "cost_in_answers": False} | settings),
        clock=clock,
        metrics=Metrics(),
        verify=TokenVerifier(RULES, clock).verify,
        verify_room_token=RoomTokens(SECRET, 3600, 60, clock).verify,
        context_for=Context,
        probes=probes or {},
        media=media,
        on_shutdown=on_shutdown,
    )


@asynccontextmanager
async def house(given: Doors | None = None, shown: Schema = graph, **settings: object) -> AsyncIterator[House]:
    led_to = given or doors(settings)
    async with (
        listening(web_application(shown, led_to), led_to.settings) as address,
        aiohttp.ClientSession() as client,
    ):
        yield House(address.url, address.port, led_to.metrics, client)
