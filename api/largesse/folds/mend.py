"""
`foldMend`: rows that differ from what the events come to are put right, unless they have moved since.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from largesse.errors import Refusal
from largesse.folds.shelf import Shelf
from largesse.ledger.account import PLATFORM_ID
from largesse.ledger.deed import Decision, Deed
from largesse.ledger.identifiers import fingerprint, new_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.ledger.deed import Needs, State
    from largesse.ledger.journal import Journal
    from largesse.ledger.table import AnyTable

OPERATION = "foldMend"


class Mending(NamedTuple):
    """
    A row to put right.

    Args:
        table: its table.
        before: the row as it was read; None if it was not there.
        after: the row as it must be.
    """

    table: AnyTable
    before: tuple[object, ...] | None
    after: tuple[object, ...]


@dataclass(eq=False)
class RowMoved(Refusal):
    """A row was folded meanwhile: what it must be has to be computed again."""

    code: ClassVar[str] = "ROW_MOVED"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldMend(Deed):
    """Put rows right, all of them or none."""

    yields: ClassVar[bool] = True
    mendings: Sequence[Mending]

    def needs(self, needs: Needs) -> None:
        """Name the rows."""
        for table, _, after in self.mendings:
            needs.row(table, *table.key_of(after))

    def decide(self, state: State) -> Decision:
        """
        Write the rows.

        Raises:
            RowMoved: one of them is not as it was read.
        """
        shelf = Shelf(state)
        for table, before, after in self.mendings:
            if state.get(table, *table.key_of(after)) != before:
                raise RowMoved
            shelf.put(table, after)
        return Decision(writes=shelf.writes())


async def mend(journal: Journal, mendings: Sequence[Mending]) -> None:
    """
    Put rows right.

    Raises:
        RowMoved: one of them was written since it was read; none was put right.
        Unavailable: the database does not answer.
        OutcomeUnknown: it stopped answering; what was put right already may be mended again.
    """
    deed_id = new_id()
    deed = FoldMend(
        id=deed_id,
        caller_id=PLATFORM_ID,
        key=f"fold/{deed_id}",
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, {"rows": len(mendings)}),
        mendings=mendings,
    )
    await journal.submit(deed)
