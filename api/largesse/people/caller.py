"""
The caller: a person, known by the claims of a token that the host platform signed.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from largesse.clock import Instant

_PERSONS = uuid.UUID("5b3c1c2e-6d0f-5a44-9a1b-2f6c8f0f7d11")
"""The namespace of person ids; every id in every database derives from it, so it never changes."""


class Role(Enum):
    """What a person may be on the platform; the values are those of the claim."""

    VIEWER = "viewer"
    """Watches, and sends gifts."""
    CREATOR = "creator"
    """Opens rooms, receives gifts and is paid."""
    SPONSOR = "sponsor"
    """Pays for gifts of others."""
    MODERATOR = "moderator"
    """Keeps rooms in order."""
    OPERATOR = "operator"
    """Runs the platform: grants, reverses, freezes."""


@dataclass(frozen=True, slots=True)
class Caller:
    """
    Who calls.

    `id` is pseudonymous and the only part that entries, events and logs may hold. `region` is ISO 3166, `age_min` the
    age in years that the person certainly has, `level` how far they have come on the platform, by its own count; None
    is unknown in each. `expires_at` and `issued_at` are instants in microseconds; a token that does not say when it was
    issued counts as older than any revocation. `room_id` is set where a room token was shown: such a caller reads that
    room, and nothing that is a person's own.
    """

    id: str
    subject: str = field(repr=False)
    roles: frozenset[Role]
    expires_at: Instant
    issued_at: Instant = 0
    region: str | None = None
    age_min: int | None = None
    level: int | None = None
    name: str | None = field(default=None, repr=False)
    picture: str | None = field(default=None, repr=False)
    locale: str | None = None
    token_id: str | None = field(default=None, repr=False)
    room_id: str | None = None


def person_id(subject: str, issuer: str | None = None) -> str:
    """
    Return the id of a person: the same wherever and whenever it is asked for.

    Args:
        subject: who it is, in the words of the issuer.
        issuer: who signed the token, without line breaks; a platform that names none counts as one issuer.
    """
    return str(uuid.uuid5(_PERSONS, f"{issuer or ''}\n{subject}"))
