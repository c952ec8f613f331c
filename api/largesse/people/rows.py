"""
People as they were last seen: the only table that knows their names.
"""

from __future__ import annotations

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
