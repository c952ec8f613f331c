"""
A gift of a season in a room: it can be sent on its days, at the price of the day, and at no other time.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from largesse import instant_of
from largesse.testing import VIEWER

if TYPE_CHECKING:
    from largesse.testing import Server, TurnedClock

pytestmark = pytest.mark.largesse_plugins("largesse_seasons")


def day(text: str) -> int:
    return instant_of(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("UTC")))


def test_the_winter_star_costs_less_before_the_twenty_fifth(
    largesse_server: Server, largesse_clock: TurnedClock
) -> None:
    largesse_server.grant(VIEWER, 5_000)
    room = largesse_server.open_room()
    assert largesse_server.send_gift(VIEWER, room, "winter_star")["totalCoins"] == "1499"
    largesse_clock.turn_to(day("2026-12-25"))
    refused = largesse_server.order_gift(VIEWER, room, "winter_star", priceSeen="1499")
    assert [error["code"] for error in refused["errors"]] == ["PRICE_CHANGED"]
    assert largesse_server.send_gift(VIEWER, room, "winter_star")["totalCoins"] == "1999"
    assert largesse_server.coins_of(VIEWER) == 5_000 - 1_499 - 1_999
    largesse_server.assert_books_balance()


def test_out_of_season_it_is_refused_and_nothing_moves(largesse_server: Server, largesse_clock: TurnedClock) -> None:
    largesse_server.grant(VIEWER, 5_000)
    room = largesse_server.open_room()
    largesse_clock.turn_to(day("2027-01-06") + 86_399_000_000)
    largesse_server.send_gift(VIEWER, room, "winter_star")
    largesse_clock.turn_to(day("2027-01-07"))
    with largesse_server.nothing_moves():
        payload = largesse_server.order_gift(VIEWER, room, "winter_star")
    assert [error["code"] for error in payload["errors"]] == ["NOT_ELIGIBLE"]
    assert largesse_server.coins_of(VIEWER) == 5_000 - 1_999
