"""
The key ring: a host platform's keys as one node knows them, fetched anew as they change and kept while they cannot be.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from largesse.errors import Unavailable
from largesse.people.keys import KeySet, keys_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from joserfc.jwk import Key

    Fetch = Callable[[], Awaitable[bytes]]
    """Returns a key set as it is published now, or raises `Unavailable`."""

CONTENT_BYTES_MAX = 262_144
"""A hundred keys of 8,192 bits have less."""
_log = structlog.stdlib.get_logger("largesse.people")


@dataclass(frozen=True, slots=True)
class RingTimes:
    """
    How often keys are fetched, and for how long they are believed.

    Args:
        refresh_seconds: the age at which they are fetched again, while the old ones go on being used.
        age_seconds_max: the age up to which they are used if they cannot be fetched.
        pause_seconds: the least time between two fetches, however many tokens name keys that nobody knows.
        fetch_seconds: how long a fetch may take.
    """

    refresh_seconds: float = 300
    age_seconds_max: float = 86_400
    pause_seconds: float = 10
    fetch_seconds: float = 5


class KeyRing:
    """
    Finds keys.

    Args:
        fetch: where they come from.
        times: when they are fetched.
    """

    def __init__(self, fetch: Fetch, times: RingTimes) -> None:
        self._fetch = fetch
        self._times = times
        self._keys = KeySet({}, 0)
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")
        self._failing = False
        self._flight: asyncio.Task[None] | None = None

    async def find(self, key_id: str | None, algorithm: str) -> Key | None:
        """
        Return the key that a token names; None if its issuer has none such.

        Raises:
            Unavailable: that cannot be told, since the issuer does not answer.
        """
        times = self._times
        age = asyncio.get_running_loop().time() - self._fetched_at
        found = self._keys.find(key_id, algorithm) if age <= times.age_seconds_max else None
        if found is None:
            await self._fetched_anew()
            if self._failing:
                raise Unavailable("the keys of the token's issuer cannot be read")
            return self._keys.find(key_id, algorithm)
        if age > times.refresh_seconds:
            self._begin()
        return found

    async def refresh(self) -> None:
        """Fetch the keys, as far as that is possible now."""
        await self._fetched_anew()

    async def close(self) -> None:
        """Stop fetching."""
        if self._flight is not None:
            self._flight.cancel()
            await asyncio.wait({self._flight})

    async def _fetched_anew(self) -> None:
        flight = self._begin()
        if flight is not None:
            # Whoever waits may be cancelled; the others wait for the same fetch.
            await asyncio.shield(flight)

    def _begin(self) -> asyncio.Task[None] | None:
        """Return the fetch that is under way, or a new one unless the last is too recent."""
        now = asyncio.get_running_loop().time()
        if self._flight is None and now - self._tried_at >= self._times.pause_seconds:
            self._tried_at = now
            self._flight = asyncio.create_task(self._fly(), name="token-keys")
        return self._flight

    async def _fly(self) -> None:
        try:
            async with asyncio.timeout(self._times.fetch_seconds):
                keys = keys_of(await self._fetch())
        except (Unavailable, ValueError, TimeoutError) as error:
            self._failing = True
            reason = error.reason if isinstance(error, Unavailable) else str(error) or "it takes too long"
            _log.warning("token_keys_cannot_be_read", reason=reason)
        else:
            self._failing = False
            if keys.keys.keys() != self._keys.keys.keys():
                _log.info("token_keys_read", used=len(keys.keys), skipped=keys.skipped)
            self._keys = keys
            self._fetched_at = asyncio.get_running_loop().time()
        finally:
            self._flight = None


def fetched_from_file(path: Path) -> Fetch:
    """Return what reads a key set from a file, each time anew."""

    def read() -> bytes:
        with path.open("rb") as file:
            return file.read(CONTENT_BYTES_MAX)

    async def fetch() -> bytes:
        try:
            return await asyncio.to_thread(read)
        except OSError as error:
            raise Unavailable(f"the file of the token keys cannot be read: {error.strerror}") from None

    return fetch
