"""
People as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.models import Model

from largesse.people.rows import PEOPLE, REVOCATIONS, PersonRow, RevocationRow

if TYPE_CHECKING:
    from collections.abc import Iterable


class Person(Model):
    """See `PersonRow`."""

    id = fields.CharField(36, primary_key=True)
    subject = fields.TextField()
    name = fields.TextField()
    picture = fields.TextField()
    locale = fields.TextField()
    region = fields.TextField()
    age_min = fields.BigIntField(null=True)
    seen_at = fields.BigIntField()
    version = fields.BigIntField()

    class Meta:
        """Where it is kept."""

        table = PEOPLE.name


class Revocation(Model):
    """See `RevocationRow`."""

    target_id = fields.CharField(36, primary_key=True)
    kind = fields.TextField()
    reason = fields.TextField()
    revoked_by = fields.CharField(36)
    revoked_at = fields.BigIntField()
    version = fields.BigIntField()

    class Meta:
        """Where it is kept."""

        table = REVOCATIONS.name


async def find_person(person_id: str) -> PersonRow | None:
    """Return a person's row, or None if they have never been seen."""
    found = await find_people((person_id,))
    return found.get(person_id)


async def find_people(person_ids: Iterable[str]) -> dict[str, PersonRow]:
    """Return the rows of those people who have been seen, by identifier."""
    rows = await Person.filter(id__in=list(person_ids)).values_list(*PersonRow._fields)
    return {row[0]: PersonRow(*row) for row in rows}


async def all_revocations() -> list[RevocationRow]:
    """Return every revocation."""
    rows = await Revocation.all().values_list(*RevocationRow._fields)
    return [RevocationRow(*row) for row in rows]
