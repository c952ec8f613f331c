"""
`personRecord`: what a person's latest claims say becomes their row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from largesse.ledger.account import PLATFORM_ID
from largesse.ledger.deed import Decision, Deed, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.people.rows import PEOPLE, PersonRow

if TYPE_CHECKING:
    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal
    from largesse.people.caller import Caller

OPERATION = "personRecord"


class Claims(NamedTuple):
    """What a row keeps of a person's claims; empty, or None for an age, is unknown."""

    subject: str
    name: str
    picture: str
    locale: str
    region: str
    age_min: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord(Deed):
    """Write a person's claims, if they are not the row's already."""

    person_id: str
    claims: Claims

    def needs(self, needs: Needs) -> None:
        """Name the person."""
        needs.row(PEOPLE, self.person_id)

    def decide(self, state: State) -> Decision:
        """Write the row where it differs."""
        known = state.get(PEOPLE, self.person_id)
        if known is not None and claims_of_row(known) == self.claims:
            return Decision(answer=known)
        row = PersonRow(self.person_id, *self.claims, seen_at=state.now, version=known.version + 1 if known else 1)
        return Decision(writes=(Write(PEOPLE, row),), answer=row)


async def record(journal: Journal, caller: Caller, known: PersonRow | None) -> Applied:
    """
    Write what a caller's claims say.

    The key derives from the claims and from the row that they follow, so that nodes that see the same change at once
    write it once, and a change back to what was before is a change again. It is the platform's key: no key that a
    caller chooses can stand in its way.

    Args:
        journal: commits the deed.
        caller: whose claims.
        known: the row as it was read; None if there is none.

    Returns:
        An empty result; the answer is the `PersonRow`.
    """
    claims = claims_of(caller)
    hashed = fingerprint(OPERATION, {"person_id": caller.id, "claims": list(claims)})
    deed = PersonRecord(
        id=new_id(),
        caller_id=PLATFORM_ID,
        key=f"person/{caller.id}/{known.version if known else 0}/{hashed}",
        operation=OPERATION,
        fingerprint=hashed,
        person_id=caller.id,
        claims=claims,
    )
    return await journal.submit(deed)


def claims_of(caller: Caller) -> Claims:
    """Return what a row keeps of a caller's claims."""
    return Claims(
        caller.subject,
        caller.name or "",
        caller.picture or "",
        caller.locale or "",
        caller.region or "",
        caller.age_min,
    )


def claims_of_row(row: PersonRow) -> Claims:
    """Return the claims that a row keeps."""
    return Claims._make(row[1:7])
