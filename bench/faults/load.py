"""
The load under which faults happen: eight clients on three rooms, each with a log of its own.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import aiohttp
import orjson

from bench.faults.client import Client
from bench.faults.door import PATIENCE_SECONDS, Door, Kind
from bench.faults.findings import compared
from bench.faults.serving import SECRET
from largesse.clock import MICROSECONDS, SystemClock
from largesse.people.claims import ClaimNames
from largesse.people.tokens import TokenRules, sign
from largesse.schema.ids import global_id

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from bench.faults.arena import Arena
    from bench.faults.client import Told
    from bench.faults.findings import Findings
    from largesse.people.caller import Caller

PAUSE_SECONDS = 0.08
"""Eight clients that wait so long between two gifts send about fifty a second and more."""
DRAIN_SECONDS = 25.0
"""How long clients may take in the end until nothing is unknown."""
_TOKEN_SECONDS, _ISSUED_SECONDS = 3_600, 600
"""Tokens are good for an hour, and ten minutes old: a node may have a clock that is behind."""
READ = "{ viewer { wallet { availableCoins } } }"


class Load:
    """Clients at work."""

    def __init__(self, arena: Arena, clients: Sequence[Client]) -> None:
        self.clients = clients
        self._arena = arena
        self._stop, self._give_up = asyncio.Event(), asyncio.Event()
        self._tasks = [asyncio.create_task(client.run(self._stop, self._give_up)) for client in clients]

    async def applied_since(self, instant: float, patience_seconds: float = 20.0) -> float:
        """
        Wait for the first gift that is applied after an instant.

        Args:
            instant: by `time.monotonic()`.
            patience_seconds: infinity is returned after so many.

        Returns:
            How many seconds after the instant its answer came.
        """
        end = time.monotonic() + patience_seconds
        while time.monotonic() < end:
            # An answer to what was sent before does not count: it may have been on its way already.
            since = [told for told in self.told(instant) if told.at - told.seconds >= instant]
            times = [told.at for told in since if told.answer.kind is Kind.APPLIED]
            if times:
                return min(times) - instant
            await asyncio.sleep(0.01)
        return float("inf")

    def told(self, since: float = 0.0) -> list[Told]:
        """Return what clients were told after an instant, the latest of each client's first."""
        found = []
        for client in self.clients:
            for told in reversed(client.told):
                if told.at <= since:
                    break
                found.append(told)
        return found

    async def asked(self, url: str) -> bool:
        """Tell whether a server answers what needs its database to be read."""
        headers = {"Authorization": f"Bearer {token_of(self._arena.world.senders[0])}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(url, json={"query": READ}) as response,
        ):
            answer = orjson.loads(await response.read())
        return bool(answer.get("data")) and not answer.get("errors")

    async def findings(self) -> Findings:
        """Let clients finish what they have begun, and compare."""
        self._stop.set()
        _, late = await asyncio.wait(self._tasks, timeout=DRAIN_SECONDS)
        self._give_up.set()
        if late:
            await asyncio.wait(late, timeout=PATIENCE_SECONDS)
        for task in self._tasks:
            task.result()
        return await compared(self._arena.address, self.clients)

    def cancel(self) -> None:
        """End at once."""
        for task in self._tasks:
            task.cancel()


@asynccontextmanager
async def load(arena: Arena, *urls: str, pause_seconds: float = PAUSE_SECONDS) -> AsyncGenerator[Load]:
    """
    Let clients work while the context lasts.

    Args:
        arena: who sends, and where to.
        urls: of one server, or of several, each of which gets every gift at the same time.
        pause_seconds: of a client between two gifts.
    """
    timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    rooms = [str(global_id("Room", room_id)) for room_id in arena.world.rooms]
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as session:
        clients = [
            Client(
                number,
                caller_id=caller.id,
                doors=[Door(session, url, token_of(caller), arena.world) for url in urls],
                rooms=rooms,
                price_coins=arena.world.price_coins,
                log=arena.directory / f"client-{number}.log",
                pause_seconds=pause_seconds,
            )
            for number, caller in enumerate(arena.world.senders)
        ]
        running = Load(arena, clients)
        try:
            yield running
        finally:
            running.cancel()


def token_of(caller: Caller) -> str:
    """Return a bearer token for a caller, good for an hour."""
    now = SystemClock().now()
    rules = TokenRules(secret=SECRET, issuer=None, audience=None, leeway_seconds=60, names=ClaimNames())
    expires_at = now + _TOKEN_SECONDS * MICROSECONDS
    return sign(replace(caller, expires_at=expires_at), rules, now - _ISSUED_SECONDS * MICROSECONDS)
