"""
People as they were last seen, in the only table that knows their names; and whose access was revoked.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from largesse.ledger.table import Id, Mode, Table


class PersonRow(NamedTuple):
    """
    What the latest claims of a person said.

    Args:
        id: the pseudonymous identifier, derived from subject and issuer.
        subject: who it is in the words of the host platform.
        name: the name to show; empty if unknown.
        picture: the address of a picture; empty if unknown.
        locale: BCP 47; empty if unknown.
        region: ISO 3166; empty if unknown.
        age_min: the age in years that the person certainly has; none if unknown.
        seen_at: the instant at which these claims were first seen.
        version: moved by every write.
    """

    id: Id
    subject: str
    name: str
    picture: str
    locale: str
    region: str
    age_min: int | None
    seen_at: int
    version: int


PEOPLE = Table(
    name="people",
    row=PersonRow,
    mode=Mode.GUARD,
    rank=80,
    mutable=("subject", "name", "picture", "locale", "region", "age_min", "seen_at"),
    erasable=True,
)


class Target(Enum):
    """What a revocation is aimed at."""

    PERSON = "person"
    """Whatever tokens somebody had been issued by then."""
    TOKEN = "token"  # noqa: S105 - what is revoked, not a token
    """One token, whenever it was issued."""


class RevocationRow(NamedTuple):
    """
    The latest revocation of a person's access, or that of one token.

    Args:
        target_id: the person's identifier, or the one that follows from the token's `jti`.
        kind: the value of a `Target`.
        reason: why, in the words of whoever revoked.
        revoked_by: the operator.
        revoked_at: of a person, the instant up to which issued tokens give nothing.
        version: moved by every write.
    """

    target_id: Id
    kind: str
    reason: str
    revoked_by: Id
    revoked_at: int
    version: int


REVOCATIONS = Table(
    name="revocations",
    row=RevocationRow,
    mode=Mode.GUARD,
    rank=82,
    mutable=("reason", "revoked_by", "revoked_at"),
    erasable=True,
)
ACCESS_STREAM = "8f1d3a52-0c7e-5b66-9d0a-5a2e7c41b9f3"
"""The stream whose events tell every node of revocations in one order; the migration begins it."""
