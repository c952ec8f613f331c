"""
Boards count what was given, whatever happens in whatever order, and say the same when they are counted anew.
"""

from __future__ import annotations

import itertools
import resource
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from largesse.boards import BOARD_ENTRIES, BOARDS, Tally
from largesse.boards.period import CREATORS, Period, span_of
from largesse.clock import DAY
from largesse.folds import Fact, Shelf
from largesse.gifts.rows import GiftRow
from largesse.ledger.rows import EventRow

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from largesse.boards.rows import BoardEntryRow, BoardRow

ROOMS = [str(UUID(int=number)) for number in (1, 2)]
CREATORS_THERE = [str(UUID(int=number)) for number in (11, 12)]
VIEWERS = [str(UUID(int=number)) for number in (21, 22, 23)]
BEGIN = 1_767_225_600_000_000
"""2026-01-01T00:00:00Z."""
TALLY = Tally("Europe/Berlin")


class Given(NamedTuple):
    room: int = 0
    viewer: int = 0
    creator: int = 0
    coins: int = 9
    anonymous: bool = False
    hours: int = 0
    """How long after the gift before it."""
    taken: int = 0
    """How many of its coins are taken back."""
    later: int = 0
    """After how many more gifts of the room."""


sends = st.builds(
    Given,
    st.integers(0, 1),
    st.integers(0, 2),
    st.integers(0, 1),
    st.integers(1, 50),
    st.booleans(),
    st.integers(0, 40),
    st.integers(0, 50),
    st.integers(0, 3),
)


def facts_of(given: Sequence[Given]) -> dict[str, list[Fact]]:
    """What a fold sees of gifts and of what was taken back of them, by room."""
    now, told = BEGIN, defaultdict[str, list[tuple[int, str, GiftRow, int]]](list)
    for number, each in enumerate(given):
        now += each.hours * DAY // 24
        who = (ROOMS[each.room], VIEWERS[each.viewer], CREATORS_THERE[each.creator])
        gift = GiftRow(
            str(UUID(int=100 + number)), *who, "rose", 1, each.coins, each.coins, 0, each.anonymous, now, "{}"
        )
        room = told[gift.room_id]
        room.append((len(room) * 10, "giftSent", gift, gift.total_coins))
        if taken := min(each.taken, each.coins):
            room.append((len(room) * 10 + each.later * 10 + 5, "giftReversed", gift, taken))
    facts: dict[str, list[Fact]] = {}
    for room_id, happened in told.items():
        # Nothing is taken back before it was given.
        happened.sort(key=lambda each: each[0])
        facts[room_id] = [
            _fact(room_id, offset, kind, gift, coins) for offset, (_, kind, gift, coins) in enumerate(happened, 1)
        ]
    return facts


def _fact(room_id: str, offset: int, kind: str, gift: GiftRow, coins: int) -> Fact:
    payload = {"gift_id": gift.id, "recipient_id": gift.recipient_id, "total_coins": coins}
    payload |= {"sent_at": gift.sent_at} if kind == "giftSent" else {"reversed_at": gift.sent_at + 90 * DAY}
    if not gift.anonymous:
        payload["sender_id"] = gift.sender_id
    event = EventRow(room_id, offset, kind, gift.id, orjson.dumps(payload).decode(), gift.sent_at)
    return Fact(event, payload, gift if kind in TALLY.of_gifts else None)


class Strict:
    """Where nothing can be read that was not named."""

    def __init__(self, rows: Shelf) -> None:
        self.rows = rows
        self.named: set[tuple[object, ...]] = set()

    def row(self, table: object, *key: object) -> None:
        self.named.add((table, *key))

    def get(self, table: object, *key: object) -> object:
        assert (table, *key) in self.named
        return self.rows.get(table, *key)


def folded(pages: Sequence[Sequence[Fact]]) -> dict[str, dict[tuple[object, ...], tuple[object, ...]]]:
    """What comes of pages, each of one room, one after another."""
    stored = Shelf()
    for page in pages:
        strict = Strict(stored)
        TALLY.needs(page, strict)
        shelf = Shelf(strict)
        TALLY.fold(page, shelf)
        for write in shelf.writes():
            stored.put(write.table, write.row)
    return {table.name: {key: row[:-1] for key, row in rows.items()} for table, rows in stored.rows.items()}


def cut(facts: Sequence[Fact], sizes: random.Random) -> list[Sequence[Fact]]:
    pages, left = [], list(facts)
    while left:
        size = sizes.randint(1, 4)
        pages.append(left[:size])
        left = left[size:]
    return pages


@given(st.lists(sends, max_size=25), st.randoms(use_true_random=False))
def test_pages_of_any_size_and_rooms_in_any_order_come_to_the_same(given: list[Given], chance: random.Random) -> None:
    facts = facts_of(given)
    at_once = folded(list(facts.values()))
    queues = [cut(each, chance) for each in facts.values()]
    mixed = []
    while queues := [queue for queue in queues if queue]:
        mixed.append(chance.choice(queues).pop(0))
    assert folded(mixed) == at_once


@given(st.lists(sends, max_size=25))
def test_boards_hold_what_was_given_and_not_taken_back(given: list[Given]) -> None:
    facts = facts_of(given)
    rows = folded(list(facts.values()))
    totals: dict[tuple[str, str, int], list[int]] = defaultdict(lambda: [0, 0])
    entries: dict[tuple[str, str, int, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    now = BEGIN
    for each in given:
        now += each.hours * DAY // 24
        taken = min(each.taken, each.coins)
        creator = CREATORS_THERE[each.creator]
        spans = [(ROOMS[each.room], Period.STREAM.value, 0)]
        spans += [(creator, *span_of(period, now, "Europe/Berlin")[:2]) for period in CREATORS]
        for owner_id, period, starts_at in spans:
            key = owner_id, getattr(period, "value", period), starts_at
            total = totals[key]
            total[0] += each.coins - taken
            total[1] += taken
            if not each.anonymous:
                entry = entries[*key, VIEWERS[each.viewer]]
                entry[0] += each.coins - taken
                entry[1] += taken
                entry[2] = max(entry[2], now)
    assert {key: list(row[4:6]) for key, row in rows.get(BOARDS.name, {}).items()} == totals
    assert {key: list(row[4:7]) for key, row in rows.get(BOARD_ENTRIES.name, {}).items()} == entries


def test_what_is_taken_back_is_subtracted_in_the_period_in_which_it_was_sent() -> None:
    (facts,) = facts_of([Given(taken=4)]).values()
    rows = folded([facts])
    boards: list[BoardRow] = [BOARDS.row(*row, 0) for row in rows[BOARDS.name].values()]
    assert {board.period for board in boards} == {period.value for period in Period}
    assert {(board.total_coins, board.reversed_coins) for board in boards} == {(5, 4)}
    entries: list[BoardEntryRow] = [BOARD_ENTRIES.row(*row, 0) for row in rows[BOARD_ENTRIES.name].values()]
    assert {(entry.coins, entry.reversed_coins, entry.reached_at) for entry in entries} == {(5, 4, BEGIN)}


def test_what_is_given_anonymously_is_in_totals_alone() -> None:
    (facts,) = facts_of([Given(anonymous=True, taken=4)]).values()
    rows = folded([facts])
    assert BOARD_ENTRIES.name not in rows
    assert {row[4:6] for row in rows[BOARDS.name].values()} == {(5, 4)}


def test_what_is_emptied_says_that_nothing_was_given() -> None:
    (facts,) = facts_of([Given()]).values()
    rows = folded([facts])
    for table in (BOARDS, BOARD_ENTRIES):
        for key, row in rows[table.name].items():
            emptied = TALLY.emptied(table, table.row(*row, 7))
            assert emptied[: table.key_length] == key
            assert not any(itertools.islice(emptied, 4, len(emptied) - 1))


def test_days_are_told_where_no_file_can_be_opened_any_more() -> None:
    tally = Tally("Pacific/Chatham")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        with pytest.raises(OSError, match="Too many open files"):
            Path(__file__).read_bytes()
        span = span_of(Period.DAY, BEGIN, tally.time_zone)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    # Summer time: midnight is at 10:15 of the day before.
    assert span == (Period.DAY, BEGIN - DAY * 55 // 96, BEGIN + DAY * 41 // 96)
