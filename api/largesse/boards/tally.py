"""
The fold of boards: what was given, by whom, to a room and to each who received it, in every period.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeAlias, cast

from largesse.boards.period import CREATORS, STREAM, Period, Span, span_of, zone_of
from largesse.boards.rows import BOARD_ENTRIES, BOARDS, BoardEntryRow, BoardRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from largesse.clock import Instant
    from largesse.folds import Fact, Naming, Shelf
    from largesse.ledger.table import AnyTable

FOLD = "boards"
"""What its cursors are kept under."""
_BoardKey: TypeAlias = tuple[str, str, int]
"""An owner, a period and its first instant."""


class _Given(NamedTuple):
    """
    What a gift, or its reversal, comes to on boards.

    Args:
        sender_id: who gave; None if they are not to be known.
        coins: what counts from now on; negative for what was taken back.
        reversed_coins: what was taken back.
        sent_at: when the gift was sent, which decides the periods that it counts in.
        boards: the keys of the boards that it counts for.
    """

    sender_id: str | None
    coins: int
    reversed_coins: int
    sent_at: Instant
    boards: Sequence[_BoardKey]


class _Sums(NamedTuple):
    """What several gifts to one board come to together, and when the last of them was sent."""

    coins: int
    reversed_coins: int
    reached_at: Instant


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

    def __post_init__(self) -> None:
        """Read the zone's file now: a server whose descriptors are all in use could not open it later."""
        zone_of(self.time_zone)

    def needs(self, facts: Sequence[Fact], naming: Naming) -> None:
        """Name the boards that gifts count for, and their senders' entries."""
        for given in self._given(facts):
            for key in given.boards:
                naming.row(BOARDS, *key)
                if given.sender_id is not None:
                    naming.row(BOARD_ENTRIES, *key, given.sender_id)

    def fold(self, facts: Sequence[Fact], shelf: Shelf) -> None:
        """Count gifts and what was taken back of them."""
        boards: dict[_BoardKey, _Sums] = {}
        entries: dict[tuple[_BoardKey, str], _Sums] = {}
        # A crowd gives to the same few: each row is written once, whatever has been given.
        for given in self._given(facts):
            for key in given.boards:
                boards[key] = _added(boards.get(key), given)
                if given.sender_id is not None:
                    entries[key, given.sender_id] = _added(entries.get((key, given.sender_id)), given)
        for key, sums in boards.items():
            board = shelf.get(BOARDS, *key) or BoardRow(*key, _ends_at(key, self.time_zone), 0, 0, 0)
            total, taken_back = board.total_coins + sums.coins, board.reversed_coins + sums.reversed_coins
            shelf.put(BOARDS, board._replace(total_coins=total, reversed_coins=taken_back))
        for (key, sender_id), sums in entries.items():
            entry = shelf.get(BOARD_ENTRIES, *key, sender_id) or BoardEntryRow(*key, sender_id, 0, 0, 0, 0)
            shelf.put(
                BOARD_ENTRIES,
                entry._replace(
                    coins=entry.coins + sums.coins,
                    reversed_coins=entry.reversed_coins + sums.reversed_coins,
                    reached_at=max(entry.reached_at, sums.reached_at),
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

    def _boards(self, room_id: str, recipient_id: str, sent_at: Instant) -> list[_BoardKey]:
        return [
            (room_id, STREAM.period.value, STREAM.starts_at),
            *((recipient_id, period, starts_at) for period, starts_at in _periods(sent_at, self.time_zone)),
        ]


def _added(before: _Sums | None, given: _Given) -> _Sums:
    if before is None:
        return _Sums(given.coins, given.reversed_coins, given.sent_at)
    coins, taken_back, reached_at = before
    return _Sums(coins + given.coins, taken_back + given.reversed_coins, max(reached_at, given.sent_at))


def _periods(instant: Instant, time_zone: str) -> Sequence[tuple[str, Instant]]:
    """Return the periods of those who receive gifts that an instant lies in: their kinds, and where they begin."""
    # The day of the last gift is nearly always the day of this one, and a calendar costs more than a comparison.
    known = _days.get(time_zone)
    if known is None or not known.day.starts_at <= instant < known.day.ends_at:
        spans = [span_of(period, instant, time_zone) for period in CREATORS]
        known = _Day(spans[0], tuple((span.period.value, span.starts_at) for span in spans))
        _days[time_zone] = known
    return known.periods


def _ends_at(key: _BoardKey, time_zone: str) -> Instant:
    _, period, starts_at = key
    return span_of(Period(period), starts_at, time_zone).ends_at


class _Day(NamedTuple):
    """A day, and the periods that it lies in."""

    day: Span
    periods: Sequence[tuple[str, Instant]]


_days: dict[str, _Day] = {}
