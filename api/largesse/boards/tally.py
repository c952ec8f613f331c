"""
The fold of boards: what was given, by whom, to a room and to each who received it, in every period.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from largesse.boards.period import CREATORS, STREAM, Span, span_of
from largesse.boards.rows import BOARD_ENTRIES, BOARDS, BoardEntryRow, BoardRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from largesse.clock import Instant
    from largesse.folds import Fact, Naming, Shelf
    from largesse.ledger.table import AnyTable

FOLD = "boards"
"""What its cursors are kept under."""


class _Given(NamedTuple):
    """
    What a gift, or its reversal, comes to on boards.

    Args:
        sender_id: who gave; None if they are not to be known.
        coins: what counts from now on; negative for what was taken back.
        reversed_coins: what was taken back.
        sent_at: when the gift was sent, which decides the periods that it counts in.
        boards: the owners and periods that it counts for.
    """

    sender_id: str | None
    coins: int
    reversed_coins: int
    sent_at: Instant
    boards: Sequence[tuple[str, Span]]


@dataclass(frozen=True, slots=True)
class Tally:
    """
    Counts coins.

    A gift counts in the periods in which it was sent. What is taken back is subtracted there, whenever that happens,
    and stays to be seen as taken back. All of it is sums and a greatest instant, so that rooms may be folded in any
    order.

    Args:
        time_zone: the IANA zone in which days, weeks and months begin.
    """

    time_zone: str
    name: ClassVar[str] = FOLD
    version: ClassVar[int] = 1
    kinds: ClassVar[frozenset[str]] = frozenset({"giftSent", "giftReversed"})
    of_gifts: ClassVar[frozenset[str]] = frozenset({"giftReversed"})
    of_people: ClassVar[bool] = True
    tables: ClassVar[Mapping[AnyTable, str]] = {BOARDS: "owner_id", BOARD_ENTRIES: "owner_id"}

    def needs(self, facts: Sequence[Fact], naming: Naming) -> None:
        """Name the boards that gifts count for, and their senders' entries."""
        for given in self._given(facts):
            for owner_id, span in given.boards:
                key = _key(owner_id, span)
                naming.row(BOARDS, *key)
                if given.sender_id is not None:
                    naming.row(BOARD_ENTRIES, *key, given.sender_id)

    def fold(self, facts: Sequence[Fact], shelf: Shelf) -> None:
        """Count gifts and what was taken back of them."""
        for given in self._given(facts):
            for owner_id, span in given.boards:
                key = _key(owner_id, span)
                board = shelf.get(BOARDS, *key) or BoardRow(*key, span.ends_at, 0, 0, 0)
                shelf.put(
                    BOARDS,
                    board._replace(
                        total_coins=board.total_coins + given.coins,
                        reversed_coins=board.reversed_coins + given.reversed_coins,
                    ),
                )
                if given.sender_id is None:
                    continue
                entry = shelf.get(BOARD_ENTRIES, *key, given.sender_id)
                entry = entry or BoardEntryRow(*key, given.sender_id, 0, 0, 0, 0)
                shelf.put(
                    BOARD_ENTRIES,
                    entry._replace(
                        coins=entry.coins + given.coins,
                        reversed_coins=entry.reversed_coins + given.reversed_coins,
                        reached_at=max(entry.reached_at, given.sent_at),
                    ),
                )

    def emptied(self, table: AnyTable, row: tuple[object, ...]) -> tuple[object, ...]:
        """Return a board or an entry in which nothing was given."""
        if table is BOARDS:
            return cast("BoardRow", row)._replace(total_coins=0, reversed_coins=0)
        return cast("BoardEntryRow", row)._replace(coins=0, reversed_coins=0, reached_at=0)

    def _given(self, facts: Sequence[Fact]) -> Iterator[_Given]:
        for event, payload, gift in facts:
            if event.kind not in self.kinds:
                continue
            coins: int = payload["total_coins"]
            sent_at: int = gift.sent_at if gift is not None else payload["sent_at"]
            boards = self._boards(event.stream_id, payload["recipient_id"], sent_at)
            if event.kind == "giftSent":
                yield _Given(payload.get("sender_id"), coins, 0, sent_at, boards)
            else:
                yield _Given(payload.get("sender_id"), -coins, coins, sent_at, boards)

    def _boards(self, room_id: str, recipient_id: str, sent_at: Instant) -> list[tuple[str, Span]]:
        spans = [(recipient_id, span_of(period, sent_at, self.time_zone)) for period in CREATORS]
        return [(room_id, STREAM), *spans]


def _key(owner_id: str, span: Span) -> tuple[str, str, int]:
    return owner_id, span.period.value, span.starts_at
