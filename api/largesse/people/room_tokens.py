"""
Room tokens: signed by this server for addresses, where they read one room and nothing else.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from largesse.clock import MICROSECONDS
from largesse.people.caller import Caller
from largesse.people.claims import TokenFault, TokenRefused, check_expiry
from largesse.people.compact import SECRET_ALGORITHM, claims_of, header_of, secret_key, signed

if TYPE_CHECKING:
    from joserfc.jwk import OctKey

    from largesse.clock import Clock, Instant

_PURPOSE = b"largesse room tokens"
"""What the key is derived for: a room token is no bearer token, though both may come from one secret."""


class RoomToken(NamedTuple):
    """A token that was issued, and its end."""

    text: str
    expires_at: Instant


@dataclass(frozen=True, slots=True)
class RoomTokens:
    """
    Issues room tokens and verifies them.

    Args:
        secret: what the key is derived from; the same on every node.
        seconds: how long a token is good for.
        leeway_seconds: how far the clocks of two nodes may differ.
        clock: tells the time.
    """

    secret: str = field(repr=False)
    seconds: int
    leeway_seconds: int
    clock: Clock

    def issue(self, owner: Caller, room_id: str) -> RoomToken:
        """
        Return a token for a room.

        It counts as issued when its owner's own token was, so that whatever revokes that one revokes it too, and it
        ends no later.

        Args:
            owner: whose eyes it lends; known by a bearer token.
            room_id: the room's uuid.
        """
        expires_at = min(self.clock.now() + self.seconds * MICROSECONDS, owner.expires_at)
        claims = {
            "person_id": owner.id,
            "room_id": room_id,
            "issued_at": owner.issued_at,
            "expires_at": expires_at,
            "token_id": owner.token_id,
        }
        return RoomToken(signed(claims, self._key()), expires_at)

    async def verify(self, token: str) -> Caller:
        """
        Return the caller that a room token stands for: without roles, claims and wallet, and bound to its room.

        Async, as the verifying of bearer tokens is.

        Raises:
            TokenRefused: `MALFORMED`, `FORGED` or `EXPIRED`.
        """
        header_of(token)
        # Signed by us, so that each claim is there and of the right type.
        claims = cast("dict[str, Any]", claims_of(token, self._key(), SECRET_ALGORITHM))
        check_expiry(claims["expires_at"], self.clock.now(), self.leeway_seconds)
        return Caller(
            id=claims["person_id"],
            subject="",
            roles=frozenset(),
            expires_at=claims["expires_at"],
            issued_at=claims["issued_at"],
            token_id=claims["token_id"],
            room_id=claims["room_id"],
        )

    def _key(self) -> OctKey:
        return secret_key(hmac.new(self.secret.encode(), _PURPOSE, sha256).digest())


async def no_room_token(_token: str) -> Caller:
    """
    Take no room token at all, where the server has nothing to sign them with.

    Raises:
        TokenRefused: `FORGED`, always.
    """
    raise TokenRefused(TokenFault.FORGED)
