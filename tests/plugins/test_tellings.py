"""
How a plugin is told: by the hooks that it implements, with the arguments that these name.
"""

from __future__ import annotations

import inspect
import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from largesse import GiftSent, RoomClosed, RoomOpened
from tests.plugins.conftest import CONFIG, GOOD

if TYPE_CHECKING:
    from tests.plugins.conftest import Site

TOLD = """
    import asyncio
    TOLD = []
    @hookimpl
    def largesse_gift_sent(gift, config):
        TOLD.append(("sent", gift, config.price_coins))
        return "of no account"
    @hookimpl
    async def largesse_room_closed(room):
        TOLD.append(("closed", room))
    @hookimpl
    def largesse_room_opened():
        TOLD.append(("opened",))
"""
ROOM = "01a2099d-3992-725e-a5ff-e0d27d9c7a60"
OPENED = RoomOpened(room_id=ROOM, offset=1, host_id=ROOM, host_name="Nova", title="Tuesday", opened_at=0)
SENT = GiftSent(
    room_id=ROOM,
    offset=2,
    gift_id=ROOM,
    gift_type="rose",
    variant=None,
    gift_name="Rose",
    emoji="🌹",
    quantity=1,
    total_coins=1,
    diamonds=500_000,
    sender_id=None,
    sender_name=None,
    recipient_id=ROOM,
    recipient_name="Nova",
    message=None,
    sent_at=0,
)
CLOSED = RoomClosed(room_id=ROOM, offset=3, closed_at=0)


def test_a_plugin_is_told_by_the_hooks_it_implements_with_the_arguments_it_names(site: Site) -> None:
    module = site.install("chat", dedent(GOOD) + dedent(CONFIG) + dedent(TOLD))

    plugins = site.load()

    assert site.report(plugins, "chat").summary == "3 tellings"
    assert set(plugins.tellings) == {"chat"}
    assert plugins.telling("chat", "largesse_gift_reversed") is None
    assert plugins.telling("other", "largesse_gift_sent") is None
    sent, opened, closed = (
        plugins.tellings["chat"][hook]
        for hook in ("largesse_gift_sent", "largesse_room_opened", "largesse_room_closed")
    )
    sent(SENT)
    opened(OPENED)
    awaitable = closed(CLOSED)
    assert inspect.iscoroutine(awaitable)
    with pytest.raises(StopIteration):
        awaitable.send(None)
    assert sys.modules[module].TOLD == [("sent", SENT, 1), ("opened",), ("closed", CLOSED)]
