"""
Tokens: signed and verified with a secret that the host platform and this server share.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from largesse.clock import MICROSECONDS
from largesse.people.claims import ClaimNames, TokenFault, TokenRefused, caller_of, check_addressed, check_times
from largesse.people.compact import SECRET_ALGORITHM, claims_of, header_of, secret_key, signed

if TYPE_CHECKING:
    from largesse.clock import Clock, Instant
    from largesse.people.caller import Caller


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
        self._key = secret_key(rules.secret.encode())

    async def verify(self, token: str) -> Caller:
        """
        Return the caller whom a token tells of.

        Async, since the keys of a platform may have to be fetched; those of a shared secret never are.

        Raises:
            TokenRefused: the token gives nothing; its fault says why.
        """
        rules = self._rules
        if header_of(token).get("alg") != SECRET_ALGORITHM:
            raise TokenRefused(TokenFault.MALFORMED)
        claims = claims_of(token, self._key, SECRET_ALGORITHM)
        caller = caller_of(claims, rules.names)
        check_times(claims, caller, self._clock.now(), rules.leeway_seconds)
        check_addressed(claims, rules.names, rules.issuer, rules.audience)
        return caller


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
    return signed(present, secret_key(rules.secret.encode()))
