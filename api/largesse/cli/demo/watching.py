"""
Watching: the room's gifts as a client hears of them, for the feed.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from largesse.cli.demo.client import CallFailed
from largesse.cli.demo.documents import GIFTS_TOLD
from largesse.cli.demo.feed import Given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.cli.demo.client import Client
    from largesse.cli.demo.feed import Feed

BACK_SECONDS = 0.5


async def watch(client: Client, room: str, feed: Feed) -> None:
    """Show every gift of a room in a feed, until it is cancelled; a socket that breaks is opened again."""
    after: str | None = None
    while True:
        with suppress(CallFailed):
            async for data in client.subscribe(GIFTS_TOLD, {"roomId": room, "after": after}):
                after = _show(data, feed)
        await asyncio.sleep(BACK_SECONDS)


def _show(data: Mapping[str, Any], feed: Feed) -> str:
    """Show a gift if it is one, and return the item's cursor."""
    item = data["roomEvents"]
    gift = item.get("gift")
    if gift:
        feed.add(
            Given(
                sender=_name(gift["sender"]),
                recipient=_name(gift["recipient"]),
                emoji=gift["typeWhenSent"]["emoji"],
                name=gift["typeWhenSent"]["name"],
                quantity=gift["quantity"],
                coins=int(gift["totalCoins"]),
                diamonds=int(gift["recipientReceipt"]["earned"]["units"]),
            )
        )
    return str(item["cursor"])


def _name(person: Mapping[str, Any] | None) -> str:
    return (person and person["name"]) or "somebody"
