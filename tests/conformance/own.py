"""
A venue of the suite's own: a server that it starts and stops, and whose tokens it signs.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from largesse.clock import MICROSECONDS
from largesse.schema.ids import key_of
from largesse.streams import Cursor
from largesse.testing import CREATOR, EVERYBODY, OPERATOR, VIEWER, VIEWER_2, serving
from tests.servers.connections import connection_towards

from .document import ACCESS_REVOKE
from .venue import Venue
from .viewer import SECONDS, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from largesse.settings import Settings
    from largesse.testing import LocalNode, Persona


class OwnVenue(Venue):
    """
    A server of the suite's own, which can be stopped, and whose tokens it signs.

    Args:
        settings: what it runs with; its port is a certain one, so that it is found again.
    """

    node: LocalNode

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._running = AsyncExitStack()

    async def start(self) -> None:
        """Begin to serve."""
        self.node = await self._running.enter_async_context(serving(self._settings))
        people = {"viewer": VIEWER, "viewer2": VIEWER_2, "creator": CREATOR, "operator": OPERATOR}
        tokens = {role: self.node.token(persona) for role, persona in people.items()}
        long_ago = self.node.clock.now() - 3_600 * MICROSECONDS
        super().__init__(self.node, tokens, self.node.token(VIEWER, long_ago))

    async def stop(self) -> None:
        """Stop as a server does that is told to."""
        await self._running.aclose()

    async def __aenter__(self) -> Self:
        await self.start()
        await self.node.meet(*EVERYBODY)
        return await self.prepare()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.node.assert_books_balance()
        await self.stop()

    def token_of(self, persona: Persona, seconds: int = 600) -> str:
        """Return somebody's token that is good for so long."""
        return self.node.token(persona, self.node.clock.now() + seconds * MICROSECONDS)

    async def revoke(self, persona: Persona) -> None:
        """Take away every token that somebody has."""
        await self._done(ACCESS_REVOKE, "operator", selector={"person": {"id": persona.id}}, reason="To be held to it")

    def elsewhen(self, room: str, place: Place, *, epoch: int = 0, offset: int = 0) -> str:
        """A cursor beside another: of another epoch, or so many events on."""
        cursor = Cursor.read(place.cursor, key_of("Room", room, "roomId"))
        return cursor._replace(epoch=cursor.epoch + epoch, offset=cursor.offset + offset).text

    @contextmanager
    def limited(self, **limits: int) -> Iterator[None]:
        """Have other limits of how far somebody may fall behind, and come back, as long as the block lasts."""
        hub = self.node.app.hub
        before, hub.limits = hub.limits, replace(hub.limits, **limits)
        try:
            yield
        finally:
            hub.limits = before

    async def until_nobody_follows(self) -> None:
        """Wait until the server has noticed that everybody has left, and has nothing at hand for them."""
        async with asyncio.timeout(SECONDS):
            while self.node.app.hub.followers:  # noqa: ASYNC110 - a hub tells nobody who goes
                await asyncio.sleep(0.01)

    def narrow(self, peers: Iterable[object]) -> None:
        """Have little wait in the server's ends of connections."""
        for peer in peers:
            with connection_towards(peer) as served:
                served.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
