"""
People as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.ledger.modelled import modelled
from largesse.people.rows import PEOPLE, REVOCATIONS, PersonRow, RevocationRow

if TYPE_CHECKING:
    from collections.abc import Iterable

Person = modelled(PEOPLE)
Revocation = modelled(REVOCATIONS)


async def find_people(person_ids: Iterable[str]) -> dict[str, PersonRow]:
    """Return the rows of those people who have been seen, by identifier."""
    rows = await Person.filter(id__in=list(person_ids)).values_list(*PersonRow._fields)
    return {row[0]: PersonRow(*row) for row in rows}


async def all_revocations() -> list[RevocationRow]:
    """Return every revocation."""
    rows = await Revocation.all().values_list(*RevocationRow._fields)
    return [RevocationRow(*row) for row in rows]
