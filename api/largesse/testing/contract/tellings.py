"""
How a plugin takes what it is told.
"""

from __future__ import annotations

import asyncio
import inspect
from dataclasses import fields, make_dataclass, replace
from typing import TYPE_CHECKING, Any

from largesse.offers import ComboEnded, GiftReversed, GiftSent, RoomClosed, RoomOpened
from largesse.testing.clock import NOON
from largesse.testing.contract.subject import hold_none
from largesse.testing.people import CREATOR, VIEWER

if TYPE_CHECKING:
    from largesse.plugins.report import Fact as Told
    from largesse.testing.contract.subject import Fact, Subject

_ROOM, _GIFT = "0195f3a2-7c4e-7d10-9c5b-3f2a1b0c9d8e", "0195f3a2-8d5f-7e21-8a6c-4f3b2c1d0e9f"
TOLD: dict[str, Told] = {
    "largesse_room_opened": RoomOpened(
        room_id=_ROOM, offset=1, host_id=CREATOR.key, host_name="Nova", title="A room", opened_at=NOON
    ),
    "largesse_gift_sent": GiftSent(
        room_id=_ROOM,
        offset=2,
        gift_id=_GIFT,
        gift_type="rose",
        variant="red",
        gift_name="Red rose",
        emoji="🌹",
        quantity=3,
        total_coins=3,
        diamonds=1_500_000,
        sender_id=VIEWER.key,
        sender_name="Vera",
        recipient_id=CREATOR.key,
        recipient_name="Nova",
        message="for you",
        sent_at=NOON + 1,
    ),
    "largesse_gift_reversed": GiftReversed(
        room_id=_ROOM, offset=3, gift_id=_GIFT, quantity=1, total_coins=1, diamonds=500_000, reversed_at=NOON + 2
    ),
    "largesse_combo_ended": ComboEnded(
        room_id=_ROOM,
        offset=4,
        combo_id=_GIFT,
        gift_type="rose",
        gift_name="Red rose",
        emoji="🌹",
        count=3,
        total_coins=3,
        total_diamonds=1_500_000,
        sender_id=VIEWER.key,
        sender_name="Vera",
        recipient_id=CREATOR.key,
        recipient_name="Nova",
        reason="WINDOW_PASSED",
        started_at=NOON + 1,
        ended_at=NOON + 5_000_001,
    ),
    "largesse_room_closed": RoomClosed(room_id=_ROOM, offset=5, closed_at=NOON + 6_000_000),
}
"""What is told by each hook."""


def a_telling_is_answered_with_nothing(subject: Subject) -> None:
    """Hold that it takes each telling without raising, and answers None."""
    hold_none(
        f"{hook} answered {answer!r}" for hook in subject.tellings if (answer := _told(subject, hook)) is not None
    )


def a_telling_that_comes_twice_is_taken_twice(subject: Subject) -> None:
    """Hold that the same fact, at the same offset, may be told again: tellings come at least once."""
    for hook in subject.tellings:
        _told(subject, hook)
        _told(subject, hook)


def a_telling_that_says_little_is_taken(subject: Subject) -> None:
    """Hold that whatever may be None may be: an anonymous sender, an erased name, no message, no variant."""
    for hook in subject.tellings:
        told = TOLD[hook]
        nothing: dict[str, Any] = dict.fromkeys(each.name for each in fields(told) if "None" in str(each.type))
        _told(subject, hook, replace(told, **nothing))


def a_telling_that_says_more_than_today_is_taken(subject: Subject) -> None:
    """Hold that a later server may tell more: a field that this plugin does not know."""
    for hook in subject.tellings:
        told = TOLD[hook]
        kind = make_dataclass(
            type(told).__name__, [("later", str)], bases=(type(told),), frozen=True, kw_only=True, slots=True
        )
        _told(subject, hook, kind(**{field.name: getattr(told, field.name) for field in fields(told)}, later="more"))


def _told(subject: Subject, hook: str, told: Told | None = None) -> object:
    """Tell a plugin something as a server does, and return its answer."""
    answer: object = subject.tellings[hook](told or TOLD[hook])
    if not inspect.isawaitable(answer):
        return answer

    async def awaited() -> object:
        return await answer

    return asyncio.run(awaited())


FACTS: tuple[Fact, ...] = (
    a_telling_is_answered_with_nothing,
    a_telling_that_comes_twice_is_taken_twice,
    a_telling_that_says_little_is_taken,
    a_telling_that_says_more_than_today_is_taken,
)
