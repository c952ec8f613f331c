"""
Comparing: what is stored of an owner, and what the events come to when they are folded afresh.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from largesse.folds.facts import facts_of
from largesse.folds.mend import Mending
from largesse.folds.rows import CURSORS
from largesse.folds.shelf import Shelf, same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.folds.fold import Fold
    from largesse.folds.snapshot import Snapshot
    from largesse.ledger.table import AnyTable, Key


class Difference(NamedTuple):
    """
    A row that is not as the events have it.

    Args:
        fold: whose row.
        table: in which table.
        key: where.
        stored: what it says; None if it is not there.
        folded: what the events come to.
    """

    fold: str
    table: AnyTable
    key: Key
    stored: tuple[object, ...] | None
    folded: tuple[object, ...]

    @property
    def mending(self) -> Mending:
        """What puts it right."""
        return Mending(self.table, self.stored, self.folded)

    @property
    def text(self) -> str:
        """A line for an operator: where, and each field that differs, as stored and as folded."""
        place = " ".join(map(str, self.key))
        fields = zip(self.table.columns, self.stored or (), self.folded, strict=False)
        told = [f"{c.name} {old} must be {new}" for c, old, new in fields if c.name != "version" and old != new]
        return f"{self.fold}\t{self.table.name}\t{place}\t{', '.join(told) if self.stored else 'is missing'}"


class Owner(NamedTuple):
    """Whose rows are compared, and the rooms whose events they follow from: a room's own, or those of a recipient."""

    id: str
    rooms: Sequence[str]
    receives: bool


async def differences_of(snapshot: Snapshot, fold: Fold, owner: Owner) -> list[Difference]:
    """
    Return the rows of an owner that differ from what the events come to.

    Args:
        snapshot: held, so that cursors and rows belong together.
        fold: which fold.
        owner: whose rows.
    """
    shelf = Shelf()
    for room_id in owner.rooms:
        cursor = (await snapshot.cursors(room_id)).get(fold.name)
        async for page in snapshot.events(room_id, cursor.folded if cursor else 0):
            facts = await facts_of(page, fold.of_gifts, snapshot.gifts)
            if owner.receives:
                facts = [fact for fact in facts if fact.payload.get("recipient_id") == owner.id]
            fold.fold(facts, shelf)
    found: list[Difference] = []
    for table, column in fold.tables.items():
        rows = await snapshot.rows(table, f"{column} = $1", owner.id)
        stored = {table.key_of(row): row for row in rows}
        folded = {key: row for key, row in shelf.rows.get(table, {}).items() if table.value(row, column) == owner.id}
        for key in sorted({*stored, *folded}, key=str):
            row = stored.get(key)
            right = folded.get(key) or fold.emptied(table, stored[key])
            if not same(table, right, row):
                found.append(Difference(fold.name, table, key, row, right))
    return found


async def outdated_in(snapshot: Snapshot, fold: Fold, room_id: str) -> list[Difference]:
    """Return the cursor of a room if another function has moved it: once its rows are right, it is this one's."""
    cursor = (await snapshot.cursors(room_id)).get(fold.name)
    if cursor is None or cursor.fold_version == fold.version:
        return []
    moved = cursor._replace(fold_version=fold.version)
    return [Difference(fold.name, CURSORS, (room_id, fold.name), cursor, moved)]
