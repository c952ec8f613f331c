"""
Arriving: what was removed is forgotten wherever it is kept, before anybody is told of anything else.
"""

from __future__ import annotations

import orjson
import pytest

from largesse.ledger.rows import EventRow
from largesse.schema.arriving import arrived

MESSAGE = "01a2099d-3992-725e-a5ff-e0d27d9c7a60"
OTHER = "01a2099d-3992-725e-a5ff-e0d27d9c7a61"


def event(offset: int, kind: str, message_id: str = MESSAGE) -> EventRow:
    return EventRow("room", offset, kind, "cause", orjson.dumps({"message_id": message_id}).decode(), 0)


class Kept:
    """A hub and a filling that note what they are told to forget."""

    def __init__(self, *recent: EventRow) -> None:
        self._recent = recent
        self.noted: list[tuple[object, ...]] = []

    def recent(self, stream_id: str) -> tuple[EventRow, ...]:
        assert stream_id == "room"
        return self._recent

    def forget(self, stream_id: str, offset: int) -> None:
        self.noted.append(("told", stream_id, offset))

    def forget_message(self, stream_id: str, message_id: str) -> None:
        self.noted.append(("read", stream_id, message_id))

    def expect(self, events: tuple[EventRow, ...]) -> None:
        self.noted.append(("expected", *(each.stream_offset for each in events)))


def test_a_message_that_is_removed_is_forgotten_as_it_was_read_and_as_it_was_told() -> None:
    kept = Kept(event(1, "messageSent"), event(2, "messageSent", OTHER), event(3, "messageRemoved"))
    arrived(kept, kept, (event(4, "messageRemoved"),))  # type: ignore[arg-type]  # it stands for both
    assert kept.noted == [("read", "room", MESSAGE), ("told", "room", 1), ("expected", 4)]


@pytest.mark.parametrize("kind", ["messageSent", "giftSent", "roomClosed"])
def test_nothing_is_forgotten_for_anything_else(kind: str) -> None:
    kept = Kept(event(1, "messageSent"))
    arrived(kept, kept, (event(2, kind),))  # type: ignore[arg-type]  # as above
    assert kept.noted == [("expected", 2)]
