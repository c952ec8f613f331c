"""
Admission: who is let in by their token, put together from the settings.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from largesse.errors import ConfigurationError
from largesse.people.claims import ClaimNames
from largesse.people.key_ring import CONTENT_BYTES_MAX, KeyRing, RingTimes, fetched_from_file
from largesse.people.models import all_revocations
from largesse.people.remembered import RememberedTokens
from largesse.people.revocations import Revocations
from largesse.people.room_tokens import RoomTokens, no_room_token
from largesse.people.tokens import TokenRules, TokenVerifier
from largesse.streams import DatabaseReader

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from largesse.bus.bus import Bus
    from largesse.clock import Clock
    from largesse.people.key_ring import Fetch
    from largesse.settings import Settings


class Admission:
    """
    Who is let in.

    Args:
        settings: what a good token looks like.
        clock: tells when tokens begin and end.
        bus: carries the word of revocations; None for a single node.
        fetched_from: makes what fetches the content at an address, up to a number of bytes.

    Raises:
        ConfigurationError: there is nothing to verify tokens with.
    """

    def __init__(
        self, settings: Settings, clock: Clock, bus: Bus | None, fetched_from: Callable[[str, int], Fetch]
    ) -> None:
        self.revocations = Revocations(DatabaseReader(), all_revocations, bus)
        self.room_tokens = room_tokens(settings, clock)
        self._ring = _ring(settings, fetched_from)
        verifier = TokenVerifier(token_rules(settings), clock, self._ring)
        remembered = RememberedTokens(verifier.verify, clock, settings.token_leeway_seconds)
        self.verify = self.revocations.refusing(remembered.verify)
        self.verify_room_token = self.revocations.refusing(
            self.room_tokens.verify if self.room_tokens else no_room_token
        )

    @asynccontextmanager
    async def kept_up(self) -> AsyncIterator[None]:
        """
        Know of every revocation from the beginning of the context on, and of new ones for as long as it lasts.

        The keys of the host platform are fetched at once, if they can be: nobody has to wait for them.

        Raises:
            Unavailable: the database does not answer.
        """
        await self.revocations.upkeep.catch_up()
        if self._ring:
            await self._ring.refresh()
        keeping = asyncio.create_task(self.revocations.upkeep.keep_up(), name="revocations")
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.wait({keeping})
            if self._ring:
                await self._ring.close()


def token_rules(settings: Settings) -> TokenRules:
    """
    Return what a good token looks like by these settings.

    Raises:
        ConfigurationError: neither a secret nor keys are set.
    """
    if settings.token_secret is None and settings.token_jwks is None:
        raise ConfigurationError(
            "LARGESSE_TOKEN_SECRET must be set, the secret that bearer tokens are signed with, or LARGESSE_TOKEN_JWKS."
        )
    return TokenRules(
        secret=settings.token_secret.get_secret_value() if settings.token_secret else None,
        issuer=settings.token_issuer,
        audience=settings.token_audience,
        leeway_seconds=settings.token_leeway_seconds,
        names=ClaimNames(**{name: getattr(settings, f"claim_{name}") for name in ClaimNames.__dataclass_fields__}),
    )


def room_tokens(settings: Settings, clock: Clock) -> RoomTokens | None:
    """Return what issues room tokens by these settings; None if there is no secret to sign them with."""
    secret = settings.room_token_secret or settings.token_secret
    if secret is None:
        return None
    return RoomTokens(secret.get_secret_value(), settings.room_token_seconds, settings.token_leeway_seconds, clock)


def _ring(settings: Settings, fetched_from: Callable[[str, int], Fetch]) -> KeyRing | None:
    """Return the keys of the host platform by these settings; None if it publishes none."""
    place = settings.token_jwks
    if place is None:
        return None
    times = RingTimes(settings.token_jwks_refresh_seconds, settings.token_jwks_age_seconds_max)
    if place.startswith(("https://", "http://")):
        return KeyRing(fetched_from(place, CONTENT_BYTES_MAX), times)
    return KeyRing(fetched_from_file(Path(place)), times)
