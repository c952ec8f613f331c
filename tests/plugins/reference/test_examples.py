"""
The example of each hook does what it says.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, ClassVar

from largesse import ComboEnded, GiftReversed, GiftSent, MessageQuestion, RoomClosed, RoomOpened, Verdict
from largesse.plugins.reference.examples import (
    largesse_combo_ended,
    largesse_exchange_rates,
    largesse_gift_reversed,
    largesse_gift_sent,
    largesse_gift_types,
    largesse_moderators,
    largesse_regions,
    largesse_room_closed,
    largesse_room_opened,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

ROOM = "01a2099d-3992-725e-a5ff-e0d27d9c7a60"


def gift(offset: int, total_coins: int) -> GiftSent:
    return GiftSent(
        room_id=ROOM,
        offset=offset,
        gift_id=ROOM,
        gift_type="rose",
        variant=None,
        gift_name="Rose",
        emoji="🌹",
        quantity=1,
        total_coins=total_coins,
        diamonds=500_000,
        sender_id=None,
        sender_name=None,
        recipient_id=ROOM,
        recipient_name="Nova",
        message=None,
        sent_at=0,
    )


class _Chat(BaseHTTPRequestHandler):
    """A chat that keeps what is posted."""

    posted: ClassVar[list[tuple[str | None, Any]]] = []

    def do_POST(self) -> None:
        text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.posted.append((self.headers["Authorization"], text))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def chat() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Chat) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/post"
        thread.join(10)


def test_the_kite_costs_what_the_operator_says() -> None:
    (kite,) = largesse_gift_types.largesse_gift_types(largesse_gift_types.Config(price_coins=80))

    assert (kite.key, kite.price_coins, [each.key for each in kite.variants]) == ("kite", 80, ["red", "blue"])


def test_kenya_has_the_card_that_it_derives() -> None:
    (kenya,) = largesse_regions.largesse_regions()

    assert (kenya.code, len(kenya.cards)) == ("KE", 1)
    (pack,) = kenya.cards[0].packs
    assert pack.price_units - pack.tax.floor_of(pack.price_units) == 12_932


def test_the_treasurers_rates_hold_for_a_day() -> None:
    (rates,) = largesse_exchange_rates.largesse_exchange_rates()

    assert rates.pairs == ("EUR/JPY", "EUR/USD")
    assert [(each.quote, each.stale_at - each.as_of) for each in rates.read()] == [
        ("JPY", 86_400_000_000),
        ("USD", 86_400_000_000),
    ]


def test_addresses_wait_and_who_shouts_is_refused() -> None:
    (moderator,) = largesse_moderators.largesse_moderators()

    def verdict(text: str) -> Verdict:
        return moderator.judge(MessageQuestion(text=text, room_id=ROOM, sender_id=ROOM, sender_locale=None, now=0))

    assert verdict("see https://example.com") == Verdict.hold("It has an address in it.")
    assert verdict("THIS IS WRITTEN IN CAPITALS!") == Verdict.refuse("It is written in capitals alone.")
    assert [verdict(text) for text in ("GG", "hello", "花火" * 20)] == [Verdict.allow()] * 3


def test_a_gift_that_is_told_twice_is_counted_once() -> None:
    for each in (gift(2, 5), gift(3, 7), gift(3, 7), gift(2, 5), gift(4, 1)):
        largesse_gift_sent.largesse_gift_sent(each)

    assert largesse_gift_sent.coins_of_room == {ROOM: 13}


def test_a_reversal_is_in_the_log_without_a_person(caplog: pytest.LogCaptureFixture) -> None:
    reversal = GiftReversed(
        room_id=ROOM, offset=5, gift_id=ROOM, quantity=1, total_coins=7, diamonds=3_500_000, reversed_at=0
    )

    largesse_gift_reversed.largesse_gift_reversed(reversal)

    assert caplog.messages == [f"7 coins of the gift {ROOM} were taken back"]


def test_a_long_combo_is_in_the_log_without_a_person_and_a_short_one_is_not(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    for count in (99, 100):
        combo = ComboEnded(
            room_id=ROOM,
            offset=count,
            combo_id=ROOM,
            gift_type="rose",
            gift_name="Rose",
            emoji="🌹",
            count=count,
            total_coins=count,
            total_diamonds=0,
            sender_id=ROOM,
            sender_name="Vera",
            recipient_id=ROOM,
            recipient_name="Nova",
            reason="WINDOW_PASSED",
            started_at=0,
            ended_at=5_000_000,
        )
        largesse_combo_ended.largesse_combo_ended(combo)

    assert caplog.messages == [f"100 of Rose in a row, in the room {ROOM}"]


def test_an_opened_room_is_posted_with_its_title() -> None:
    room = RoomOpened(room_id=ROOM, offset=1, host_id=ROOM, host_name="Nova", title="Tuesday", opened_at=0)
    with chat() as address:
        config = largesse_room_opened.Config.model_validate({"address": address, "token": "hunter2"})
        asyncio.run(largesse_room_opened.largesse_room_opened(room, config))

    assert _Chat.posted == [("Bearer hunter2", {"text": "Nova is live: Tuesday"})]


def test_without_an_address_nothing_is_posted() -> None:
    room = RoomOpened(room_id=ROOM, offset=1, host_id=ROOM, host_name=None, title=None, opened_at=0)
    before = list(_Chat.posted)

    asyncio.run(largesse_room_opened.largesse_room_opened(room, largesse_room_opened.Config()))

    assert _Chat.posted == before


def test_a_closed_room_is_kept_with_its_instant() -> None:
    for _ in range(2):
        largesse_room_closed.largesse_room_closed(RoomClosed(room_id=ROOM, offset=9, closed_at=3))

    assert largesse_room_closed.closed_at_of_room == {ROOM: 3}
