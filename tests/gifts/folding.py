"""
What happened in a scene, as a fold is given it: all at once, or page by page.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import orjson

from largesse.folds import Fact, Shelf
from largesse.gifts.rows import GIFTS
from largesse.ledger.rows import EventRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse.folds import Fold
    from largesse.ledger.table import AnyTable, R, Table
    from tests.gifts.scene import Scene


def facts_in(scene: Scene) -> list[Fact]:
    """Return what happened in the scene's room, each with the gift that it tells of."""
    gifts = {gift.id: gift for gift in scene.state.rows(GIFTS)}
    told = [event for event in scene.state.events if event.stream_id == scene.room_id]
    facts = []
    for offset, event in enumerate(told, start=1):
        payload = orjson.loads(event.payload)
        row = EventRow(event.stream_id, offset, event.kind, "cause", event.payload, 0)
        facts.append(Fact(row, payload, gifts.get(payload.get("gift_id"))))
    return facts


def folded(fold: Fold, scene: Scene, cuts: Iterable[int] = ()) -> Shelf:
    """
    Fold what happened in a scene.

    Args:
        fold: which fold.
        scene: where it happened.
        cuts: after how many events a page ends; in one page if there are none.
    """
    facts, shelf = facts_in(scene), Shelf()
    places = sorted({0, len(facts), *(cut for cut in cuts if cut < len(facts))})
    for start, end in pairwise(places):
        page, named = facts[start:end], Named()
        fold.needs(page, named)
        shelf = Shelf(Beneath(shelf, named))
        fold.fold(page, shelf)
    return shelf


class Named(set[tuple[object, ...]]):
    """The rows that a fold names."""

    def row(self, table: AnyTable, *key: object) -> None:
        self.add((table, *key))


class Beneath:
    """Rows as the pages before have left them, of which none may be read that was not named."""

    def __init__(self, shelf: Shelf, named: Named) -> None:
        self._shelf = shelf
        self._named = named

    def get(self, table: Table[R], *key: object) -> R | None:
        assert (table, *key) in self._named, f"{table.name} {key} was not named"
        return self._shelf.get(table, *key)
