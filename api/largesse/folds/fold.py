"""
What a fold is: a pure function from a room's events, and from the rows as they were before them, to rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from largesse.folds.shelf import Shelf
    from largesse.gifts.rows import GiftRow
    from largesse.ledger.rows import EventRow
    from largesse.ledger.table import AnyTable


class Fact(NamedTuple):
    """
    An event as it is folded.

    Args:
        event: the event.
        payload: what it says; its fields are those that the deed wrote.
        gift: the gift that it tells of, where the fold asks for gifts of this kind of event.
    """

    event: EventRow
    payload: Mapping[str, Any]
    gift: GiftRow | None


class Naming(Protocol):
    """Where a fold names the rows that it reads, before it may read them."""

    def row(self, table: AnyTable, *key: object) -> None:
        """Name a row of a declared table by its key."""
        ...


class Fold(Protocol):
    """
    What follows from the events of rooms, kept in rows.

    A fold is given the events of one room after another, each once and in the order of offsets; between two rooms there
    is no order, so that rows which more than one room adds to must come out the same in any. It knows neither the time
    nor anything but what it is given: whoever folds the same events again finds the same rows.
    """

    @property
    def name(self) -> str:
        """What its cursors are kept under; it never changes."""
        ...

    @property
    def version(self) -> int:
        """Which function it is: raised when the same events are to come to other rows, which are then rebuilt."""
        ...

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of events that it makes something of; it is given all others as well, and passes them over."""
        ...

    @property
    def of_gifts(self) -> frozenset[str]:
        """The kinds of events of which it needs the gift's row beside what they say."""
        ...

    @property
    def tables(self) -> Mapping[AnyTable, str]:
        """
        The tables that it alone writes, and in each the column that names a row's owner.

        The owner is a room, whose rows follow from its own events, or somebody who receives gifts, whose rows follow
        from all events that name them as `recipient_id`.
        """
        ...

    @property
    def of_people(self) -> bool:
        """Whether some of the owners are people; otherwise all of them are rooms."""
        ...

    def needs(self, facts: Sequence[Fact], naming: Naming) -> None:
        """Name the rows that `fold` reads for events of one room."""
        ...

    def fold(self, facts: Sequence[Fact], shelf: Shelf) -> None:
        """
        Fold events of one room, in the order of their offsets.

        Args:
            facts: the events.
            shelf: the rows that were named, to be read and replaced.
        """
        ...

    def emptied(self, table: AnyTable, row: tuple[object, ...]) -> tuple[object, ...]:
        """Return what a row of its tables says if nothing has happened: no row is ever taken away."""
        ...
