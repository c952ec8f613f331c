"""
Claims: what a verified token says, checked one by one and turned into a caller.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from largesse.clock import FOREVER, MICROSECONDS
from largesse.errors import Unauthenticated
from largesse.people.caller import Caller, Role, person_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.clock import Instant

_TEXT_LENGTH_MAX = 255
_PICTURE_LENGTH_MAX = 2048
_AGE_MAX = 120
_LEVEL_MAX = 2**31 - 1
_SECONDS_MAX = FOREVER // MICROSECONDS
_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
"""ISO 3166-1 alpha-2, or ISO 3166-2."""
_UNFIT = re.compile("[\0\ud800-\udfff]")
_ROLES = {role.value: role for role in Role}


class TokenFault(Enum):
    """Why a token gives nothing; the values complete the sentence "The bearer token …"."""

    EXPIRED = "is expired"
    """Its time is over, by more than the leeway."""
    REVOKED = "is revoked"
    """An operator has revoked it, or whatever its subject had been issued by then."""
    EARLY = "is not valid yet"
    """Its `nbf` or `iat` lies ahead, by more than the leeway."""
    FORGED = "has a signature that does not fit"
    """It was not signed with our key and algorithm."""
    FOREIGN = "is meant for somebody else"
    """It names another issuer or audience."""
    MALFORMED = "is malformed"
    """It is no token, or a claim is of an odd type."""


@dataclass(eq=False)
class TokenRefused(Unauthenticated):
    """The call carries a token that gives nothing."""

    fault: TokenFault

    def __str__(self) -> str:
        return f"The bearer token {self.fault.value}."


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """What the host platform calls its claims."""

    subject: str = "sub"
    roles: str = "roles"
    region: str = "region"
    age_min: str = "age_min"
    level: str = "level"
    name: str = "name"
    picture: str = "picture"
    locale: str = "locale"
    expires_at: str = "exp"
    issued_at: str = "iat"
    token_id: str = "jti"  # noqa: S105 - the name of a claim
    audience: str = "aud"
    issuer: str = "iss"


def caller_of(claims: Mapping[str, object], names: ClaimNames) -> Caller:
    """
    Return the caller that claims tell of, whether expired or not.

    Raises:
        TokenRefused: `MALFORMED`: a claim is missing or of an odd type.
    """
    subject = _text(claims.get(names.subject), _TEXT_LENGTH_MAX)
    expires_at = _instant(claims.get(names.expires_at))
    if not subject or expires_at is None:
        raise TokenRefused(TokenFault.MALFORMED)
    return Caller(
        id=person_id(subject, _issuer(claims.get(names.issuer))),
        subject=subject,
        roles=_roles(claims.get(names.roles)),
        expires_at=expires_at,
        issued_at=_instant(claims.get(names.issued_at)) or 0,
        region=_region(claims.get(names.region)),
        age_min=_whole(claims.get(names.age_min), _AGE_MAX),
        level=_whole(claims.get(names.level), _LEVEL_MAX),
        name=_text(claims.get(names.name), _TEXT_LENGTH_MAX),
        picture=_text(claims.get(names.picture), _PICTURE_LENGTH_MAX),
        locale=_text(claims.get(names.locale), _TEXT_LENGTH_MAX),
        token_id=_text(claims.get(names.token_id), _TEXT_LENGTH_MAX),
    )


def check_times(claims: Mapping[str, object], caller: Caller, now: Instant, leeway_seconds: int) -> None:
    """
    Refuse a token before and after its time.

    Raises:
        TokenRefused: `EXPIRED`, `EARLY`, or `MALFORMED` if `nbf` is of an odd type.
    """
    check_expiry(caller.expires_at, now, leeway_seconds)
    # One that claims to be issued in times to come would outlast every revocation until then.
    begins_at = max(_instant(claims.get("nbf")) or 0, caller.issued_at)
    if now + leeway_seconds * MICROSECONDS < begins_at:
        raise TokenRefused(TokenFault.EARLY)


def check_expiry(expires_at: Instant, now: Instant, leeway_seconds: int) -> None:
    """
    Refuse a token after its time.

    Raises:
        TokenRefused: `EXPIRED`.
    """
    if now >= expires_at + leeway_seconds * MICROSECONDS:
        raise TokenRefused(TokenFault.EXPIRED)


def check_addressed(claims: Mapping[str, object], names: ClaimNames, issuer: str | None, audience: str | None) -> None:
    """
    Refuse a token of another issuer or for another audience; None takes any.

    Raises:
        TokenRefused: `FOREIGN`.
    """
    if issuer is not None and claims.get(names.issuer) != issuer:
        raise TokenRefused(TokenFault.FOREIGN)
    audiences = claims.get(names.audience)
    named = audiences if isinstance(audiences, list) else [audiences]
    if audience is not None and audience not in named:
        raise TokenRefused(TokenFault.FOREIGN)


def _text(value: object, length_max: int) -> str | None:
    """Return text that every database and log can hold: no NUL, no lone surrogate."""
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > length_max or _UNFIT.search(value):
        raise TokenRefused(TokenFault.MALFORMED)
    return value


def _issuer(value: object) -> str | None:
    # A line break stands between issuer and subject where the person's id is made: in neither could it be told apart.
    issuer = _text(value, _PICTURE_LENGTH_MAX)
    if issuer is not None and "\n" in issuer:
        raise TokenRefused(TokenFault.MALFORMED)
    return issuer


def _instant(value: object) -> Instant | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:  # noqa: PLR0124 - NaN alone
        raise TokenRefused(TokenFault.MALFORMED)
    # Bounded before it is multiplied: 1e308 times a million is no integer.
    return int(max(0, min(value, _SECONDS_MAX)) * MICROSECONDS)


def _roles(value: object) -> frozenset[Role]:
    if value is None:
        return frozenset()
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise TokenRefused(TokenFault.MALFORMED)
    return frozenset(_ROLES[name] for name in value if name in _ROLES)


def _region(value: object) -> str | None:
    region = _text(value, _TEXT_LENGTH_MAX)
    if region is not None and not _REGION.fullmatch(region):
        raise TokenRefused(TokenFault.MALFORMED)
    return region


def _whole(value: object, most: int) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise TokenRefused(TokenFault.MALFORMED)
    return value
