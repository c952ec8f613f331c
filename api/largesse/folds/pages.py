"""
Pages: what is next in rooms for the folds to be given, as it stands in the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import structlog

from largesse.folds.facts import facts_of
from largesse.folds.models import cursors_of, gifts_of
from largesse.folds.move import Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.folds.fold import Fact, Fold
    from largesse.folds.limits import FoldLimits
    from largesse.ledger.table import AnyTable
    from largesse.streams import Reader

_log = structlog.stdlib.get_logger("largesse.folds")


class Gathered(NamedTuple):
    """
    What was found in rooms.

    Args:
        pages: what there is to fold.
        more: the rooms in which there is more than that.
    """

    pages: list[Page]
    more: list[str]


class _Names:
    """Counts the rows that folds name."""

    def __init__(self) -> None:
        self.rows: set[object] = set()

    def row(self, table: AnyTable, *key: object) -> None:
        """Name a row of a declared table by its key."""
        self.rows.add((table, key))


class Pages:
    """
    Reads what is to be folded.

    Args:
        folds: what folds.
        reader: reads events.
        limits: how much is read at once.
    """

    def __init__(self, folds: Sequence[Fold], reader: Reader, limits: FoldLimits) -> None:
        self._folds = tuple(folds)
        self._reader = reader
        self._limits = limits
        self._of_gifts = frozenset[str]().union(*(fold.of_gifts for fold in folds))
        self._other: set[str] = set()

    async def gather(self, room_ids: Sequence[str]) -> Gathered:
        """
        Return what is next in rooms, as much as goes into one deed.

        Raises:
            Unavailable: the database does not answer.
        """
        places = await self._places(room_ids)
        size = self._limits.page_events
        names = _Names()
        pages: list[Page] = []
        more: list[str] = []
        for room_id, expected in places.items():
            if len(names.rows) >= self._limits.deed_rows:
                more.append(room_id)
                continue
            events = await self._reader.events(room_id, min(expected.values()), size)
            facts = await facts_of(events, self._of_gifts, gifts_of)
            fitting = self._fitting(facts, names)
            if fitting:
                pages.append(Page(room_id, fitting, expected))
            if len(events) == size or len(fitting) < len(facts):
                more.append(room_id)
        return Gathered(pages, more)

    def _fitting(self, facts: Sequence[Fact], names: _Names) -> Sequence[Fact]:
        """Return as many facts as come to no more rows than a deed may write, one at least."""
        for place, fact in enumerate(facts):
            if len(names.rows) >= self._limits.deed_rows:
                return facts[:place]
            for fold in self._folds:
                fold.needs((fact,), names)
        return facts

    async def _places(self, room_ids: Sequence[str]) -> dict[str, dict[str, int]]:
        """Return where the folds stand in rooms; what another release has folded is not for this one to go on with."""
        cursors = await cursors_of(room_ids)
        places: dict[str, dict[str, int]] = {}
        for room_id in room_ids:
            for fold in self._folds:
                cursor = cursors.get((room_id, fold.name))
                if cursor is None or cursor.fold_version == fold.version:
                    places.setdefault(room_id, {})[fold.name] = cursor.folded if cursor else 0
                elif fold.name not in self._other:
                    self._other.add(fold.name)
                    _log.warning("fold_waits_for_rebuild", fold=fold.name, room_id=room_id, found=cursor.fold_version)
        return places
