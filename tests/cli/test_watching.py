"""
Watching: what the graph says of a room, as the feed takes it.
"""

from __future__ import annotations

import io

from rich.console import Console

from largesse.cli.demo.feed import Feed
from largesse.cli.demo.told import Given, Standing, Streak
from largesse.cli.demo.watching import show

BOARD = {"entries": {"nodes": [{"rank": 1, "coins": "60", "person": {"name": "Ada"}}]}}
COMBO = {"id": "c", "count": "2", "totalCoins": "2"}
GIFT = {
    "quantity": 1,
    "totalCoins": "1",
    "sender": {"name": "Ada"},
    "recipient": {"name": "Nova"},
    "typeWhenSent": {"name": "Rose", "emoji": "🌹"},
    "recipientReceipt": {"earned": {"units": "500000"}},
}
ROSE = Given("Ada", "Nova", "🌹", "Rose", 1, 1, 500_000)


def feed_after(*items: dict[str, object]) -> Feed:
    feed = Feed(Console(file=io.StringIO()))
    for item in items:
        show(item, feed)
    return feed


def test_a_room_is_shown_as_it_stands_and_as_it_changes() -> None:
    snapshot = {"__typename": "RoomSnapshot", "room": {"viewerCount": 3, "board": None}}
    scene = feed_after(snapshot).scene
    assert (scene.viewers, scene.board) == (3, [])
    changed = ({"__typename": "BoardChanged", "board": BOARD}, {"__typename": "ViewersChanged", "viewerCount": 4})
    scene = feed_after(snapshot, *changed).scene
    assert (scene.viewers, scene.board) == (4, [Standing(1, "Ada", 60)])


def test_gifts_are_counted_with_their_streak_and_its_end() -> None:
    sent = {"__typename": "GiftSentEvent", "gift": GIFT, "combo": COMBO | {"count": "1", "totalCoins": "1"}}
    again = {"__typename": "GiftSentEvent", "gift": GIFT, "combo": COMBO}
    ended = {"__typename": "ComboEndedEvent", "combo": COMBO | {"endReason": "CAP"}}
    (row,) = feed_after(sent, again, ended).scene.rows
    assert (row.given, row.taps, row.coins) == (ROSE._replace(streak=Streak("c", 2, 2)), 2, 2)
    assert row.over is not None
    assert row.over.why == "cap"


def test_an_anonymous_gift_is_somebodys_and_belongs_to_no_streak() -> None:
    sent = {"__typename": "GiftSentEvent", "gift": GIFT | {"sender": None}, "combo": None}
    rows = feed_after(sent, sent).scene.rows
    assert [row.given for row in rows] == [ROSE._replace(sender="somebody")] * 2


def test_what_is_said_is_shown_unless_it_was_removed() -> None:
    said = {"__typename": "MessageSentEvent", "message": {"text": "Encore!", "sender": {"name": "Zoe"}}}
    removed = {"__typename": "MessageSentEvent", "message": {"text": None, "sender": {"name": None}}}
    assert list(feed_after(said, removed).scene.messages) == [("Zoe", "Encore!"), ("somebody", "(removed)")]
