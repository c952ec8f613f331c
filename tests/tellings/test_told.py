"""
What is told of an event: what it says itself, and the names and words that are shown when it is told.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import largesse_classics
from largesse import GiftType, GiftVariant, Media, Tier, hookimpl
from largesse.ledger.identifiers import new_id
from largesse.offers import ComboEnded, GiftReversed, GiftSent, RoomClosed, RoomOpened
from largesse.schema.ids import key_of
from largesse.streams import DatabaseReader
from largesse.tellings.told import HOOKS, told_of
from largesse.testing import CREATOR, GUEST, OPERATOR, VIEWER, VIEWER_2, LocalNode, serving, settings_in
from largesse.testing.documents import ROOM_CLOSE, ROOM_PAUSE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from largesse.plugins import Fact

GIFT_REVERSE = "mutation ($input: GiftReverseInput!) { giftReverse(input: $input) { errors { __typename } } }"


class Kites:
    """A plugin whose one gift comes in two colours."""

    LARGESSE_CONTRACT = 0

    @hookimpl
    def largesse_gift_types(self) -> list[GiftType]:
        red = GiftVariant(key="red", names={"en": "Red kite"}, emoji="🟥")
        blue = GiftVariant(key="blue", names={"en": "Blue kite"})
        media = Media(still=Path(largesse_classics.__file__).parent / "media" / "rose.svg")
        names = {"en": "Kite"}
        return [
            GiftType(
                key="kite", names=names, emoji="🪁", price_coins=7, tier=Tier.CHEER, media=media, variants=(red, blue)
            )
        ]


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[LocalNode]:
    async with serving(settings_in(tmp_path)) as served:
        await served.meet(VIEWER, VIEWER_2, CREATOR, GUEST, OPERATOR)
        await served.grant(VIEWER, 100)
        yield served


async def facts_of(room: str) -> list[Fact]:
    """What is told of a room."""
    found = await DatabaseReader().events(key_of("Room", room, "room"), 0, 100)
    return await told_of([event for event in found if event.kind in HOOKS])


async def test_a_room_that_opens_and_closes_is_told_with_its_host_and_title(node: LocalNode) -> None:
    room = await node.open_room(CREATOR, title="Songs")
    await node.act(ROOM_PAUSE, CREATOR, roomId=room, paused=True)
    await node.act(ROOM_CLOSE, CREATOR, roomId=room)
    opened, closed = await facts_of(room)
    assert isinstance(opened, RoomOpened)
    assert isinstance(closed, RoomClosed)
    room_id = key_of("Room", room, "room")
    told = RoomOpened(
        room_id=room_id, offset=1, host_id=CREATOR.key, host_name="Nova", title="Songs", opened_at=opened.opened_at
    )
    assert opened == told
    assert closed == RoomClosed(room_id=room_id, offset=3, closed_at=closed.closed_at)
    assert opened.opened_at < closed.closed_at <= node.clock.now()


async def test_a_gift_is_told_with_names_and_message(node: LocalNode) -> None:
    room = await node.open_room(CREATOR, guests=[GUEST])
    await node.send_gift(VIEWER, room, quantity=3, priceSeen="3", recipientId=GUEST.id, message="Bravo!")
    (_, sent) = await facts_of(room)
    assert isinstance(sent, GiftSent)
    assert sent == GiftSent(
        room_id=key_of("Room", room, "room"),
        offset=3,
        gift_id=sent.gift_id,
        gift_type="rose",
        variant=None,
        gift_name="Rose",
        emoji="🌹",
        quantity=3,
        total_coins=3,
        diamonds=await node.earnings_of(GUEST),
        sender_id=VIEWER.key,
        sender_name="Vera",
        recipient_id=GUEST.key,
        recipient_name="Kenji",
        message="Bravo!",
        sent_at=sent.sent_at,
    )


async def test_an_anonymous_gift_has_no_sender(node: LocalNode) -> None:
    room = await node.open_room(CREATOR)
    await node.send_gift(VIEWER, room, anonymous=True)
    (_, sent) = await facts_of(room)
    assert isinstance(sent, GiftSent)
    assert (sent.sender_id, sent.sender_name, sent.recipient_name, sent.message) == (None, None, "Nova", None)
    assert VIEWER.key not in repr(sent)


async def test_a_reversal_is_told_with_what_was_taken_back(node: LocalNode) -> None:
    room = await node.open_room(CREATOR)
    gift = await node.send_gift(VIEWER, room, quantity=3, priceSeen="3")
    reversed_ = await node.act(GIFT_REVERSE, OPERATOR, giftId=gift["id"], reason="a test", quantity=2)
    assert reversed_["errors"] == []
    (_, sent, taken) = await facts_of(room)
    assert isinstance(sent, GiftSent)
    assert isinstance(taken, GiftReversed)
    assert taken == GiftReversed(
        room_id=sent.room_id,
        offset=3,
        gift_id=sent.gift_id,
        quantity=2,
        total_coins=2,
        diamonds=sent.diamonds - await node.earnings_of(CREATOR),
        reversed_at=taken.reversed_at,
    )


async def test_a_combo_is_told_with_names_and_by_what_it_began_with(node: LocalNode) -> None:
    room = await node.open_room(CREATOR)
    async with node.follow(CREATOR, room) as follower:
        await follower.next()
        first = await node.send_gift(VIEWER, room)
        await node.send_gift(VIEWER, room, quantity=2, priceSeen="2")
        await node.act(ROOM_CLOSE, CREATOR, roomId=room)
        while (await follower.next())["__typename"] != "ComboEndedEvent":
            pass
    over = (await facts_of(room))[-1]
    assert isinstance(over, ComboEnded)
    assert over == ComboEnded(
        room_id=key_of("Room", room, "room"),
        offset=5,
        combo_id=key_of("Gift", first["id"], "gift"),
        gift_type="rose",
        gift_name="Rose",
        emoji="🌹",
        count=3,
        total_coins=3,
        total_diamonds=await node.earnings_of(CREATOR),
        sender_id=VIEWER.key,
        sender_name="Vera",
        recipient_id=CREATOR.key,
        recipient_name="Nova",
        reason="ROOM_CLOSED",
        started_at=over.started_at,
        ended_at=over.ended_at,
    )
    assert over.started_at < over.ended_at <= node.clock.now()


async def test_who_was_never_seen_has_no_name(node: LocalNode) -> None:
    room = await node.open_room(CREATOR)
    found = await DatabaseReader().events(key_of("Room", room, "room"), 0, 1)
    stranger = new_id()
    (opened,) = await told_of([found[0]._replace(payload=found[0].payload.replace(CREATOR.key, stranger))])
    assert isinstance(opened, RoomOpened)
    assert (opened.host_id, opened.host_name) == (stranger, None)


async def test_a_variant_is_told_by_its_own_name_and_emoji(tmp_path: Path) -> None:
    async with serving(settings_in(tmp_path), plugins=[Kites()]) as node:
        await node.grant(VIEWER, 100)
        room = await node.open_room(CREATOR)
        for variant in (None, "blue"):
            await node.send_gift(VIEWER, room, giftType="kite", priceSeen="7", variant=variant)
        told = [fact for fact in await facts_of(room) if isinstance(fact, GiftSent)]
    assert [(fact.variant, fact.gift_name, fact.emoji) for fact in told] == [
        ("red", "Red kite", "🟥"),
        ("blue", "Blue kite", "🪁"),
    ]


async def test_nothing_is_told_of_nothing(node: LocalNode) -> None:  # noqa: ARG001 - its database is read
    assert await told_of([]) == []
