"""
Watching: the room as a client hears of it, for the feed.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from largesse.cli.demo.client import CallFailed
from largesse.cli.demo.documents import ROOM_TOLD
from largesse.cli.demo.told import Given, Over, Standing, Streak

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.cli.demo.client import Client
    from largesse.cli.demo.feed import Feed

BACK_SECONDS = 0.5


async def watch(client: Client, room: str, feed: Feed) -> None:
    """Show what happens in a room in a feed, until it is cancelled; a socket that breaks is opened again."""
    after: str | None = None
    while True:
        with suppress(CallFailed):
            async for data in client.subscribe(ROOM_TOLD, {"roomId": room, "after": after}):
                item: Any = data["roomEvents"]
                show(item, feed)
                after = item.get("cursor", after)
        await asyncio.sleep(BACK_SECONDS)


def show(item: Mapping[str, Any], feed: Feed) -> None:
    """Show one item, as the graph says it."""
    match item["__typename"]:
        case "RoomSnapshot":
            feed.count(item["room"]["viewerCount"])
            feed.rank(_standings(item["room"]["board"]))
        case "GiftSentEvent":
            feed.add(_given(item["gift"], item["combo"]))
        case "ComboEndedEvent":
            feed.end(Over(_streak(item["combo"]), item["combo"]["endReason"]))
        case "MessageSentEvent":
            feed.hear(_name(item["message"]["sender"]), item["message"]["text"] or "(removed)")
        case "BoardChanged":
            feed.rank(_standings(item["board"]))
        case "ViewersChanged":
            feed.count(item["viewerCount"])


def _given(gift: Mapping[str, Any], combo: Mapping[str, Any] | None) -> Given:
    return Given(
        sender=_name(gift["sender"]),
        recipient=_name(gift["recipient"]),
        emoji=gift["typeWhenSent"]["emoji"],
        name=gift["typeWhenSent"]["name"],
        quantity=gift["quantity"],
        coins=int(gift["totalCoins"]),
        diamonds=int(gift["recipientReceipt"]["earned"]["units"]),
        streak=_streak(combo) if combo else None,
    )


def _streak(combo: Mapping[str, Any]) -> Streak:
    return Streak(combo["id"], int(combo["count"]), int(combo["totalCoins"]))


def _standings(board: Mapping[str, Any] | None) -> list[Standing]:
    entries = board["entries"]["nodes"] if board else []
    return [Standing(entry["rank"], _name(entry["person"]), int(entry["coins"])) for entry in entries]


def _name(person: Mapping[str, Any] | None) -> str:
    return (person and person["name"]) or "somebody"
