"""
People of tests: one for each role, whom a server knows by tokens as it knows anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.people.caller import Caller, Role, person_id
from largesse.schema.ids import global_id

if TYPE_CHECKING:
    from largesse.clock import Instant

ISSUER = "https://platform.example"
"""Who signs the tokens of tests."""


@dataclass(frozen=True, slots=True)
class Persona:
    """
    Somebody whom tokens can tell of.

    Args:
        subject: who it is, in the words of the platform.
        roles: what they may be.
        region: ISO 3166; None if the platform does not tell.
        age_min: years that they certainly have; None if the platform does not tell.
        name: the name to show.
        level: how far they have come on the platform; None if it does not tell.
    """

    subject: str
    roles: tuple[Role, ...] = (Role.VIEWER,)
    region: str | None = "US"
    age_min: int | None = 30
    name: str | None = None
    level: int | None = None

    @property
    def key(self) -> str:
        """The uuid that the books know them by."""
        return person_id(self.subject, ISSUER)

    @property
    def id(self) -> str:
        """The id that the graph knows them by."""
        return global_id("Person", self.key)

    def caller(self, expires_at: Instant) -> Caller:
        """Return them as a token tells of them that is good until an instant."""
        return Caller(
            id=self.key,
            subject=self.subject,
            roles=frozenset(self.roles),
            expires_at=expires_at,
            region=self.region,
            age_min=self.age_min,
            level=self.level,
            name=self.name or self.subject.capitalize(),
        )


VIEWER = Persona("vera")
VIEWER_2 = Persona("milo", region="DE")
CREATOR = Persona("nova", (Role.VIEWER, Role.CREATOR))
GUEST = Persona("kenji", (Role.VIEWER, Role.CREATOR), region="JP")
MODERATOR = Persona("mara", (Role.VIEWER, Role.MODERATOR), region="GB")
SPONSOR = Persona("sunbeam", (Role.SPONSOR,))
OPERATOR = Persona("otto", (Role.OPERATOR,))
EVERYBODY = (VIEWER, VIEWER_2, CREATOR, GUEST, MODERATOR, SPONSOR, OPERATOR)
"""All of them; a server knows whoever has called once."""
