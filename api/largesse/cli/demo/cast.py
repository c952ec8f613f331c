"""
The cast of the demo: who is in the room, and the tokens that speak for them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

from largesse.clock import DAY, MICROSECONDS
from largesse.people.caller import Caller, Role, person_id
from largesse.people.tokens import sign

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from largesse.clock import Instant
    from largesse.people.tokens import TokenRules

TOKEN_TIME = 7 * DAY
"""How long the printed tokens are good for, in microseconds."""
EXPIRED_AGO = 3_600 * MICROSECONDS
"""How long ago the expired token's time ended: past any leeway that the settings allow."""
AGE_MIN = 30
# fmt: off
_NAMES = (
    "Ada", "Aiko", "Amara", "Anouk", "Ayo", "Bela", "Bruna", "Chidi", "Dalia", "Davi", "Elif", "Emre", "Esme",
    "Farid", "Freya", "Goran", "Hana", "Hugo", "Ines", "Ivo", "Jaya", "Jonas", "Kaia", "Kofi", "Lars", "Leila",
    "Lina", "Luca", "Maia", "Malik", "Mina", "Nadia", "Nils", "Noor", "Olga", "Omar", "Paulo", "Priya", "Quinn",
    "Rafa", "Rania", "Remy", "Sami", "Selin", "Sol", "Tariq", "Tess", "Uma", "Viktor", "Wanda", "Xenia", "Yara",
    "Yusuf", "Zane", "Zoe",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody in the demo: the subject of their tokens, the name to show, what they are, and where."""

    subject: str
    name: str
    roles: tuple[Role, ...]
    region: str


VIEWER = Part("demo-viewer", "Vera", (Role.VIEWER,), "US")
VIEWER_2 = Part("demo-viewer2", "Milo", (Role.VIEWER,), "DE")
CREATOR = Part("demo-creator", "Nova", (Role.VIEWER, Role.CREATOR), "US")
MODERATOR = Part("demo-moderator", "Mara", (Role.VIEWER, Role.MODERATOR), "GB")
SPONSOR = Part("demo-sponsor", "Sunbeam Tea", (Role.SPONSOR,), "US")
OPERATOR = Part("demo-operator", "Otto", (Role.OPERATOR,), "US")
GUESTS = (
    Part("demo-guest1", "Kenji", (Role.VIEWER, Role.CREATOR), "JP"),
    Part("demo-guest2", "Layla", (Role.VIEWER, Role.CREATOR), "KW"),
)
SPEAKING = {
    "viewer": VIEWER,
    "viewer2": VIEWER_2,
    "creator": CREATOR,
    "moderator": MODERATOR,
    "sponsor": SPONSOR,
    "operator": OPERATOR,
}
"""Whose tokens are printed, by the names under which they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """
    Who is asked to the room of a demo, and what they like.

    Args:
        crowd: how many simulated viewers there are.
        seed: what chooses their names, regions and gifts.
        guests: who is on stage beside the host.
        liked: the keys of gift types that the crowd gives more than all others.
    """

    crowd: int
    seed: int
    guests: Sequence[Part] = GUESTS
    liked: Collection[str] = ()


class Cast:
    """
    Everybody in the demo, as callers.

    Args:
        rules: what their tokens are signed by.
        now: when they are signed.
        regions: where the crowd may live: codes of regions that have a rate card.
        invitation: who is asked.
    """

    def __init__(self, rules: TokenRules, now: Instant, regions: tuple[str, ...], invitation: Invitation) -> None:
        self.guests = invitation.guests
        self._rules = rules
        self._now = now
        dice = Random(invitation.seed)  # noqa: S311 - a simulation that can be repeated, not a secret
        self.crowd = tuple(
            self.caller(
                Part(f"demo-crowd-{number}", f"{dice.choice(_NAMES)} {number}", (Role.VIEWER,), dice.choice(regions))
            )
            for number in range(1, invitation.crowd + 1)
        )

    def caller(self, part: Part) -> Caller:
        """Return somebody as the server knows them by their token."""
        return Caller(
            id=person_id(part.subject, self._rules.issuer),
            subject=part.subject,
            roles=frozenset(part.roles),
            expires_at=self._now + TOKEN_TIME,
            region=part.region,
            age_min=AGE_MIN,
            name=part.name,
            locale="en",
        )

    def token(self, caller: Caller) -> str:
        """Return a token that is good for a week."""
        return sign(caller, self._rules, self._now)

    def tokens(self) -> dict[str, str]:
        """Return the printed tokens by name."""
        return {name: self.token(self.caller(part)) for name, part in SPEAKING.items()}

    def expired_token(self) -> str:
        """Return a token of the viewer whose time is over."""
        past = replace(self.caller(VIEWER), expires_at=self._now - EXPIRED_AGO)
        return sign(past, self._rules, self._now - 2 * EXPIRED_AGO)
