"""
Tokens: signed and verified with a secret that the host platform and this server share.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError, SecurityWarning
from joserfc.jwk import OctKey

from largesse.clock import MICROSECONDS
from largesse.people.claims import ClaimNames, TokenFault, TokenRefused, caller_of, check_addressed, check_times

if TYPE_CHECKING:
    from largesse.clock import Clock, Instant
    from largesse.people.caller import Caller

_ALGORITHM = "HS256"
"""The only one: what a token's header says about it counts for nothing."""
_TOKEN_LENGTH_MAX = 8_192


@dataclass(frozen=True, slots=True)
class TokenRules:
    """What a good token looks like; `issuer` and `audience` may be any where they are None."""

    secret: str = field(repr=False)
    issuer: str | None = None
    audience: str | None = None
    leeway_seconds: int = 60
    names: ClaimNames = field(default_factory=ClaimNames)


class TokenVerifier:
    """Turns bearer tokens into callers."""

    def __init__(self, rules: TokenRules, clock: Clock) -> None:
        self._rules = rules
        self._clock = clock
        self._key = _key(rules.secret)

    async def verify(self, token: str) -> Caller:
        """
        Return the caller whom a token tells of.

        Async, since the keys of a platform may have to be fetched; those of a shared secret never are.

        Raises:
            TokenRefused: the token gives nothing; its fault says why.
        """
        rules = self._rules
        claims = self._opened(token)
        caller = caller_of(claims, rules.names)
        check_times(claims, caller.expires_at, self._clock.now(), rules.leeway_seconds)
        check_addressed(claims, rules.names, rules.issuer, rules.audience)
        return caller

    def _opened(self, token: str) -> dict[str, object]:
        """Return the claims of a token that we signed."""
        if len(token) > _TOKEN_LENGTH_MAX:
            raise TokenRefused(TokenFault.MALFORMED)
        try:
            return jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims
        except BadSignatureError:
            raise TokenRefused(TokenFault.FORGED) from None
        # Beside its own errors the library lets through what base64, utf-8 and json raise on hostile text.
        except (JoseError, ValueError, TypeError, RecursionError, KeyError, AttributeError):
            raise TokenRefused(TokenFault.MALFORMED) from None


def sign(caller: Caller, rules: TokenRules, issued_at: Instant) -> str:
    """
    Return a token that the verifier of the same rules takes.

    Args:
        caller: whom it tells of; the id is not written, since it follows from subject and issuer.
        rules: secret, names of claims, issuer and audience.
        issued_at: when, in microseconds since the epoch.
    """
    names = rules.names
    claims = {
        names.subject: caller.subject,
        names.roles: sorted(role.value for role in caller.roles),
        names.region: caller.region,
        names.age_min: caller.age_min,
        names.name: caller.name,
        names.picture: caller.picture,
        names.locale: caller.locale,
        names.token_id: caller.token_id,
        names.issuer: rules.issuer,
        names.audience: rules.audience,
        names.issued_at: issued_at // MICROSECONDS,
        names.expires_at: caller.expires_at // MICROSECONDS,
    }
    present = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": _ALGORITHM}, present, _key(rules.secret), algorithms=[_ALGORITHM])


def _key(secret: str) -> OctKey:
    with warnings.catch_warnings():
        # A short secret is refused where settings are checked, in words of our own.
        warnings.simplefilter("ignore", SecurityWarning)
        return OctKey.import_key(secret.encode())
