"""
Filling events: those of a moment together, each once, and a failure for nobody but who met it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import orjson
import pytest

from largesse.errors import Unavailable
from largesse.gifts.rows import GIFT_TEXTS, GIFTS, GiftRow, GiftTextRow
from largesse.ledger.rows import EventRow
from largesse.messages.rows import MESSAGE_TEXTS, MESSAGES, MessageRow, MessageTextRow
from largesse.people.rows import PEOPLE, PersonRow
from largesse.schema.filling import Filling
from largesse.streams import Cursor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from largesse.ledger.table import Key, R, Table


class Shelf:
    """Rows of people, which can be away."""

    def __init__(self) -> None:
        self.reads: list[str] = []
        self.away = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def by_keys(self, table: Table[R], keys: Sequence[Key]) -> Mapping[Key, R]:
        self.reads.append(table.name)
        await self.gate.wait()
        if self.away:
            raise Unavailable
        found = {key: PersonRow(str(key[0]), "s", str(key[0]), "", "", "", None, 0, 1) for key in keys}
        return found if table.name == PEOPLE.name else {}  # type: ignore[return-value]  # rows of people alone


def event(offset: int, **payload: object) -> EventRow:
    return EventRow("room", offset, "stageChanged", "cause", orjson.dumps(payload).decode(), 0)


async def test_events_of_a_moment_are_read_together_and_once() -> None:
    shelf = Shelf()
    filling = Filling(shelf)  # type: ignore[arg-type]  # it is never asked for pages
    events = [event(1, host_id="h", guest_ids=["a"]), event(2, sender_id="b", recipient_id="h"), event(3)]
    filled = await asyncio.gather(*(filling.filled(each) for each in (*events, *events)))
    assert shelf.reads == ["gifts", "gift_texts", "people", "messages", "message_texts"]
    assert [sorted(each.people) for each in filled[:3]] == [["a", "h"], ["b", "h"], []]
    assert filled[0] is filled[3]


async def test_only_the_latest_are_remembered() -> None:
    shelf = Shelf()
    filling = Filling(shelf, remembered_max=2)  # type: ignore[arg-type]  # as above
    for offset in (1, 2, 3, 3, 1):
        await filling.filled(event(offset))
    assert len(shelf.reads) == 4 * 5


async def test_a_failure_is_not_remembered() -> None:
    shelf = Shelf()
    filling = Filling(shelf)  # type: ignore[arg-type]  # as above
    shelf.away = True
    with pytest.raises(Unavailable):
        await filling.filled(event(1))
    shelf.away = False
    assert (await filling.filled(event(1, host_id="h"))).people


async def test_whoever_stops_waiting_takes_nothing_from_the_others() -> None:
    shelf = Shelf()
    shelf.gate.clear()
    filling = Filling(shelf)  # type: ignore[arg-type]  # as above
    leaving, staying = (asyncio.create_task(filling.filled(event(1, host_id="h"))) for _ in range(2))
    await asyncio.sleep(0)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    shelf.gate.set()
    assert sorted((await staying).people) == ["h"]


async def test_what_was_erased_is_read_again() -> None:
    shelf = Shelf()
    filling = Filling(shelf)  # type: ignore[arg-type]  # as above
    for offset in (1, 2):
        await filling.filled(event(offset))
    shelf.reads.clear()
    filling.forget(Cursor("room", 1, 2))
    for offset in (1, 2):
        await filling.filled(event(offset))
    assert shelf.reads == ["gifts", "gift_texts", "people", "messages", "message_texts"]


class Counter(Shelf):
    """Gifts as they are stored, and which of them were read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[tuple[str, list[Key]]] = []

    async def by_keys(self, table: Table[R], keys: Sequence[Key]) -> Mapping[Key, R]:
        if keys:
            self.read.append((table.name, list(keys)))
        if table.name == GIFTS.name:
            return {key: gift(str(key[0])) for key in keys}  # type: ignore[return-value]  # rows of gifts alone
        return {}


def gift(gift_id: str) -> GiftRow:
    return GiftRow(gift_id, "room", "s", "r", "rose", 1, 1, 1, 0, anonymous=False, sent_at=0, detail="{}")


async def test_a_gift_that_was_just_committed_here_is_not_read() -> None:
    counter = Counter()
    filling = Filling(counter)  # type: ignore[arg-type]  # as above
    filling.know({GIFTS: [gift("a"), gift("b")], GIFT_TEXTS: [GiftTextRow("a", "hello")]})
    filling.expect([event(1, gift_id="a"), event(2, gift_id="b")])
    # The next commit is told before what came about by this one was filled.
    filling.know({})
    filled = [await filling.filled(event(offset, gift_id=each)) for offset, each in enumerate("abc", start=1)]
    assert [(each.gift, each.message) for each in filled] == [
        (gift("a"), "hello"),
        (gift("b"), None),
        (gift("c"), None),
    ]
    assert counter.read == [("gifts", [("c",)]), ("gift_texts", [("c",)])]


async def test_a_gift_whose_message_was_erased_is_read_though_it_was_just_committed() -> None:
    counter = Counter()
    filling = Filling(counter)  # type: ignore[arg-type]  # as above
    filling.know({GIFTS: [gift("a")], GIFT_TEXTS: [GiftTextRow("a", "hello")]})
    assert (await filling.filled(event(1, gift_id="a"))).message == "hello"
    filling.forget(Cursor("room", 1, 1))
    assert (await filling.filled(event(1, gift_id="a"))).message is None
    assert counter.read == [("gifts", [("a",)]), ("gift_texts", [("a",)])]


class Letters(Shelf):
    """Messages whose text may be erased, and which may be read slowly."""

    def __init__(self) -> None:
        super().__init__()
        self.text = "hello"

    async def by_keys(self, table: Table[R], keys: Sequence[Key]) -> Mapping[Key, R]:
        if table.name == MESSAGES.name:
            return {key: MessageRow(str(key[0]), "room", "s", "SHOWN", "", "", 0, None, None, 1) for key in keys}  # type: ignore[return-value]  # rows of messages alone
        if table.name == MESSAGE_TEXTS.name:
            read = {key: MessageTextRow(str(key[0]), self.text, 1) for key in keys}
            await self.gate.wait()
            return read  # type: ignore[return-value]  # rows of texts alone
        return {}


def said(offset: int, message_id: str) -> EventRow:
    return event(offset, message_id=message_id)


async def test_a_message_that_is_removed_is_read_again_and_no_other() -> None:
    letters = Letters()
    filling = Filling(letters)  # type: ignore[arg-type]  # as above
    events = [said(1, "a"), said(2, "b")]
    assert [(await filling.filled(each)).text for each in events] == ["hello", "hello"]
    letters.text = ""
    filling.forget_message("another room", "a")
    assert [(await filling.filled(each)).text for each in events] == ["hello", "hello"]
    filling.forget_message("room", "a")
    assert [(await filling.filled(each)).text for each in events] == [None, "hello"]


async def test_a_message_that_is_being_read_when_it_is_removed_is_read_again() -> None:
    letters = Letters()
    filling = Filling(letters)  # type: ignore[arg-type]  # as above
    letters.gate.clear()
    reading = asyncio.create_task(filling.filled(said(1, "a")))
    await asyncio.sleep(0.01)
    letters.text = ""
    filling.forget_message("room", "a")
    letters.gate.set()
    await reading
    assert (await filling.filled(said(1, "a"))).text is None


async def test_messages_of_a_room_that_nobody_follows_are_read_again_and_gifts_are_not() -> None:
    letters = Letters()
    filling = Filling(letters)  # type: ignore[arg-type]  # as above
    before = [await filling.filled(each) for each in (said(1, "a"), event(2))]
    filling.leave("room")
    after = [await filling.filled(each) for each in (said(1, "a"), event(2))]
    assert (after[0] is before[0], after[1] is before[1]) == (False, True)
