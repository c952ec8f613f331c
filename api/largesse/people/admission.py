"""
Admission: who is let in by their token, put together from the settings.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from largesse.errors import ConfigurationError
from largesse.people.claims import ClaimNames
from largesse.people.models import all_revocations
from largesse.people.remembered import RememberedTokens
from largesse.people.revocations import Revocations
from largesse.people.room_tokens import RoomTokens, no_room_token
from largesse.people.tokens import TokenRules, TokenVerifier
from largesse.streams import DatabaseReader

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from largesse.bus.bus import Bus
    from largesse.clock import Clock
    from largesse.settings import Settings


class Admission:
    """
    Who is let in.

    Args:
        settings: what a good token looks like.
        clock: tells when tokens begin and end.
        bus: carries the word of revocations; None for a single node.

    Raises:
        ConfigurationError: there is nothing to verify tokens with.
    """

    def __init__(self, settings: Settings, clock: Clock, bus: Bus | None) -> None:
        self.revocations = Revocations(DatabaseReader(), all_revocations, bus)
        self.room_tokens = room_tokens(settings, clock)
        verifier = TokenVerifier(token_rules(settings), clock)
        remembered = RememberedTokens(verifier.verify, clock, settings.token_leeway_seconds)
        self.verify = self.revocations.refusing(remembered.verify)
        self.verify_room_token = self.revocations.refusing(
            self.room_tokens.verify if self.room_tokens else no_room_token
        )

    @asynccontextmanager
    async def kept_up(self) -> AsyncIterator[None]:
        """
        Know of every revocation from the beginning of the context on, and of new ones for as long as it lasts.

        Raises:
            Unavailable: the database does not answer.
        """
        await self.revocations.catch_up()
        keeping = asyncio.create_task(self.revocations.keep_up(), name="revocations")
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.wait({keeping})


def token_rules(settings: Settings) -> TokenRules:
    """
    Return what a good token looks like by these settings.

    Raises:
        ConfigurationError: the token secret is not set.
    """
    if settings.token_secret is None:
        raise ConfigurationError("LARGESSE_TOKEN_SECRET must be set: the secret that bearer tokens are signed with.")
    return TokenRules(
        secret=settings.token_secret.get_secret_value(),
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
