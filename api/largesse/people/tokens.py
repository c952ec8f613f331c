"""
Tokens: verified with a secret that the host platform shares, or with the public keys that it publishes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from largesse.clock import MICROSECONDS
from largesse.errors import ConfigurationError
from largesse.people.claims import ClaimNames, TokenFault, TokenRefused, caller_of, check_addressed, check_times
from largesse.people.compact import SECRET_ALGORITHM, claims_of, header_of, secret_key, signed
from largesse.people.keys import ALGORITHMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from joserfc.jwk import Key

    from largesse.clock import Clock, Instant
    from largesse.people.caller import Caller
    from largesse.people.key_ring import KeyRing


@dataclass(frozen=True, slots=True)
class TokenRules:
    """
    What a good token looks like.

    `issuer` and `audience` may be any where they are None; without a secret, published keys alone are believed.
    """

    secret: str | None = field(repr=False)
    issuer: str | None = None
    audience: str | None = None
    leeway_seconds: int = 60
    names: ClaimNames = field(default_factory=ClaimNames)


class TokenVerifier:
    """
    Turns bearer tokens into callers.

    Args:
        rules: what a good token looks like.
        clock: tells when tokens begin and end.
        ring: the keys that the host platform publishes; None if it publishes none.
    """

    def __init__(self, rules: TokenRules, clock: Clock, ring: KeyRing | None = None) -> None:
        self._rules = rules
        self._clock = clock
        self._secret = secret_key(rules.secret.encode()) if rules.secret is not None else None
        self._ring = ring

    async def verify(self, token: str) -> Caller:
        """
        Return the caller whom a token tells of.

        Async, since the keys of a platform may have to be fetched; those of a shared secret never are.

        Raises:
            TokenRefused: the token gives nothing; its fault says why.
            Unavailable: the keys that would tell cannot be fetched now.
        """
        rules = self._rules
        key, algorithm = await self._key_for(header_of(token))
        claims = claims_of(token, key, algorithm)
        caller = caller_of(claims, rules.names)
        check_times(claims, caller, self._clock.now(), rules.leeway_seconds)
        check_addressed(claims, rules.names, rules.issuer, rules.audience)
        return caller

    async def _key_for(self, header: Mapping[str, object]) -> tuple[Key, str]:
        """
        Return the key that must have signed a token, and the algorithm.

        A token chooses among what its key may verify, and never what kind of key that is: the secret signs with HS256
        alone, and a published key is never taken for a secret.
        """
        algorithm, key_id = header.get("alg"), header.get("kid")
        if algorithm == SECRET_ALGORITHM and self._secret is not None:
            return self._secret, SECRET_ALGORITHM
        if self._ring is None or not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
            raise TokenRefused(TokenFault.MALFORMED)
        if key_id is not None and not isinstance(key_id, str):
            raise TokenRefused(TokenFault.MALFORMED)
        key = await self._ring.find(key_id, algorithm)
        if key is None:
            raise TokenRefused(TokenFault.FORGED)
        return key, algorithm


def sign(caller: Caller, rules: TokenRules, issued_at: Instant) -> str:
    """
    Return a token that the verifier of the same rules takes.

    Args:
        caller: whom it tells of; the id is not written, since it follows from subject and issuer.
        rules: secret, names of claims, issuer and audience.
        issued_at: when, in microseconds since the epoch.

    Raises:
        ConfigurationError: there is no secret to sign it with.
    """
    if rules.secret is None:
        raise ConfigurationError("LARGESSE_TOKEN_SECRET must be set: the secret that bearer tokens are signed with.")
    names = rules.names
    claims = {
        names.subject: caller.subject,
        names.roles: sorted(role.value for role in caller.roles),
        names.region: caller.region,
        names.age_min: caller.age_min,
        names.level: caller.level,
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
