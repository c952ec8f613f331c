"""
Notices of goals: for rooms that are followed here, when something has moved, also if the word of it was lost.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import orjson
import pytest
from structlog.testing import capture_logs

from largesse.bus.local import LocalBus
from largesse.errors import Unavailable
from largesse.goals import notices
from largesse.goals.notices import KIND, TOPIC, GoalNotices
from largesse.ledger.identifiers import new_id

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

ROOM, OTHER = new_id(), new_id()


class Hub:
    """Knows which rooms are followed, and remembers what their followers were handed."""

    def __init__(self, *followed: str) -> None:
        self.followed: Collection[str] = set(followed)
        self.handed: list[tuple[str, str, object]] = []
        self._more = asyncio.Event()

    def notice(self, room_id: str, kind: str, value: object) -> None:
        self.handed.append((room_id, kind, value))
        self._more.set()

    async def until_handed(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.handed) < count:
                self._more.clear()
                await self._more.wait()


class Books:
    """What is read of goals, in the place of a database."""

    def __init__(self) -> None:
        self.shown: dict[str, Sequence[object]] = {}
        self.asked: list[list[str]] = []
        self.failures: list[Exception] = []
        self._more = asyncio.Event()

    async def __call__(self, room_ids: Collection[str]) -> Mapping[str, Sequence[object]]:
        self.asked.append(list(room_ids))
        self._more.set()
        if self.failures:
            raise self.failures.pop()
        return {room_id: self.shown[room_id] for room_id in room_ids if room_id in self.shown}

    async def until_asked(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.asked) < count:
                self._more.clear()
                await self._more.wait()


@pytest.fixture
def books(monkeypatch: pytest.MonkeyPatch) -> Books:
    """Goals that a test sets, read at once and looked at only when a word says so."""
    made = Books()
    monkeypatch.setattr(notices, "shown_in", made)
    monkeypatch.setattr(notices, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(notices, "LOOK_SECONDS", 3_600.0)
    return made


def of(hub: Hub, bus: LocalBus | None = None) -> GoalNotices:
    return GoalNotices(hub, bus)  # type: ignore[arg-type]  # it knows who follows, and hands on


async def test_what_has_moved_is_handed_to_followers_once(books: Books) -> None:
    hub = Hub(ROOM)
    here = of(hub)
    async with here.kept_up():
        for shown in (["a"], ["a"], ["b"]):
            books.shown[ROOM] = shown
            asked = len(books.asked)
            here.rooms_changed([ROOM, OTHER])
            await books.until_asked(asked + 1)
        await hub.until_handed(2)
    assert hub.handed == [(ROOM, KIND, ["a"]), (ROOM, KIND, ["b"])]
    assert all(asked == [ROOM] for asked in books.asked if asked)


async def test_a_room_that_never_had_a_goal_is_spared_them(books: Books) -> None:
    hub = Hub(ROOM, OTHER)
    books.shown[OTHER] = ["a"]
    here = of(hub)
    async with here.kept_up():
        here.rooms_changed([ROOM, OTHER])
        await hub.until_handed(1)
    assert hub.handed == [(OTHER, KIND, ["a"])]


async def test_a_word_on_the_bus_reaches_every_node(books: Books) -> None:
    bus, near, far = LocalBus(), Hub(ROOM), Hub(ROOM)
    books.shown[ROOM] = ["a"]
    here, there = of(near, bus), of(far, bus)
    async with here.kept_up(), there.kept_up():
        here.rooms_changed([ROOM])
        await asyncio.gather(near.until_handed(1), far.until_handed(1))
    assert near.handed == far.handed == [(ROOM, KIND, ["a"])]


async def test_what_makes_no_sense_on_the_bus_is_passed_over(books: Books) -> None:
    bus, hub = LocalBus(), Hub(ROOM)
    books.shown[ROOM] = ["a"]
    senseless = [b"", b"5", b"{", b"\xff", b"[1]", b"[null]", b'["nowhere"]']
    with capture_logs() as lines:
        async with of(hub, bus).kept_up():
            for payload in senseless:
                bus.publish(TOPIC, payload)
            bus.publish("another", orjson.dumps([ROOM]))
            bus.publish(TOPIC, orjson.dumps([ROOM]))
            await hub.until_handed(1)
    assert hub.handed == [(ROOM, KIND, ["a"])]
    assert [line["event"] for line in lines] == ["goals_message_dropped"] * len(senseless)


async def test_what_a_lost_word_left_unsaid_is_found_by_looking(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "LOOK_SECONDS", 0.01)
    hub = Hub(ROOM)
    async with of(hub).kept_up():
        books.shown[ROOM] = ["a"]
        await hub.until_handed(1)
        books.shown[ROOM] = ["b"]
        await hub.until_handed(2)
    assert hub.handed == [(ROOM, KIND, ["a"]), (ROOM, KIND, ["b"])]


@pytest.mark.parametrize(
    ("failure", "said"),
    [(Unavailable("a test"), "goals_cannot_be_read"), (ValueError("a test"), "goals_notices_failed")],
)
async def test_a_failure_ends_nothing(books: Books, failure: Exception, said: str) -> None:
    hub = Hub(ROOM)
    books.shown[ROOM] = ["a"]
    books.failures.append(failure)
    here = of(hub)
    with capture_logs() as lines:
        async with here.kept_up():
            here.rooms_changed([ROOM])
            await books.until_asked(1)
            here.rooms_changed([ROOM])
            await hub.until_handed(1)
    assert [line["event"] for line in lines] == [said]
    assert hub.handed == [(ROOM, KIND, ["a"])]
