"""
`foldMove`: events of rooms become rows, and the cursors move over them, where they stand as expected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from largesse.errors import Refusal
from largesse.folds.rows import CURSORS, CursorRow
from largesse.folds.shelf import Shelf
from largesse.ledger.account import PLATFORM_ID
from largesse.ledger.deed import Decision, Deed
from largesse.ledger.identifiers import fingerprint, new_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from largesse.folds.fold import Fact, Fold
    from largesse.ledger.deed import Needs, State
    from largesse.ledger.journal import Journal

OPERATION = "foldMove"


class Page(NamedTuple):
    """
    The next events of a room, to be folded.

    Args:
        stream_id: the room.
        facts: its events without a gap; more of them than a fold needs if it is ahead of the others.
        expected: where the cursor of each fold must stand; a fold that is left out is left alone.
    """

    stream_id: str
    facts: Sequence[Fact]
    expected: Mapping[str, int]


class Moved(NamedTuple):
    """
    What was folded.

    Args:
        rooms: those that every one of their folds has moved on in.
        changed: the rooms in which something happened that a fold makes something of, by fold.
    """

    rooms: frozenset[str]
    changed: Mapping[str, Sequence[str]]


@dataclass(eq=False)
class FoldedElsewhere(Refusal):
    """Another node has folded all of it meanwhile."""

    code: ClassVar[str] = "FOLDED_ELSEWHERE"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldMove(Deed):
    """
    Fold pages of rooms.

    A cursor that is not where it was expected says that another node has folded, from there on or further: its page is
    passed over, and nothing is ever counted twice.

    Args:
        folds: what folds.
        pages: what is folded; no room twice.
    """

    yields: ClassVar[bool] = True
    folds: Sequence[Fold]
    pages: Sequence[Page]

    def needs(self, needs: Needs) -> None:
        """Name the cursors, and what the folds name."""
        for page, fold, facts in self._parts():
            needs.row(CURSORS, page.stream_id, fold.name)
            fold.needs(facts, needs)

    def decide(self, state: State) -> Decision:
        """
        Write what the events come to, and move the cursors over them.

        Raises:
            FoldedElsewhere: there is nothing left to fold.
        """
        shelf = Shelf(state)
        behind: set[str] = set()
        changed: dict[str, list[str]] = {}
        for page, fold, facts in self._parts():
            stream_id, last = page.stream_id, facts[-1].event.stream_offset
            cursor = state.get(CURSORS, stream_id, fold.name)
            if (cursor.folded if cursor else 0) != page.expected[fold.name]:
                behind.add(stream_id)
                continue
            fold.fold(facts, shelf)
            shelf.put(CURSORS, CursorRow(stream_id, fold.name, last, fold.version, 0))
            if any(fact.event.kind in fold.kinds for fact in facts):
                changed.setdefault(fold.name, []).append(stream_id)
        writes = shelf.writes()
        if not writes:
            raise FoldedElsewhere
        rooms = frozenset(page.stream_id for page in self.pages) - behind
        return Decision(writes=writes, answer=Moved(rooms, changed))

    def _parts(self) -> Iterator[tuple[Page, Fold, Sequence[Fact]]]:
        """Return what each fold has to fold of each page."""
        for page in self.pages:
            before = page.facts[0].event.stream_offset - 1
            for fold in self.folds:
                expected = page.expected.get(fold.name)
                facts = page.facts[expected - before :] if expected is not None else ()
                if facts:
                    yield page, fold, facts


async def move(journal: Journal, folds: Sequence[Fold], pages: Sequence[Page]) -> Moved:
    """
    Fold pages of rooms.

    Raises:
        FoldedElsewhere: there is nothing left to fold.
        Unavailable: the database does not answer.
        OutcomeUnknown: it stopped answering; the cursors tell what was done.
    """
    deed_id = new_id()
    places = {page.stream_id: page.facts[-1].event.stream_offset for page in pages}
    deed = FoldMove(
        id=deed_id,
        caller_id=PLATFORM_ID,
        # Each time it is another one: what keeps a thing from being done twice are the cursors.
        key=f"fold/{deed_id}",
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, places),
        folds=folds,
        pages=pages,
    )
    applied = await journal.submit(deed)
    return applied.answer if isinstance(applied.answer, Moved) else Moved(frozenset(places), {})
