"""
Caps: lower at once, higher after a day, and counted by the day of whoever spends.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from largesse.clock import DAY, day_of, instant_of, iso_of
from largesse.testing import OPERATOR, VIEWER, VIEWER_2

if TYPE_CHECKING:
    from largesse.testing import Json, LocalNode, Node, Persona, TurnedClock

    from .conftest import Nodes

CAP = """
    mutation ($input: WalletCapSetInput!) {
      walletCapSet(input: $input) {
        wallet { spendingCap { capCoins waiting { capCoins holdsFrom } spentCoins startsAt resetsAt timeZone } }
        replayed
        errors { __typename ... on UserError { code path } }
      }
    }"""
SHOWN = "{ viewer { wallet { spendingCap { capCoins waiting { capCoins holdsFrom } spentCoins resetsAt } } } }"
REVERSE = "mutation ($input: GiftReverseInput!) { giftReverse(input: $input) { errors { __typename } } }"


async def cap_set(node: Node, owner: Persona, coins: object) -> Json:
    payload = await node.act(CAP, owner, capCoins=coins)
    assert payload["errors"] == []
    return payload["wallet"]["spendingCap"]


async def cap_of(node: Node, owner: Persona) -> Json:
    return (await node.query(SHOWN, token=node.token(owner)))["viewer"]["wallet"]["spendingCap"]


async def spend(node: Node, owner: Persona, room: str, coins: int) -> str | None:
    """Spend coins on roses; the code of the refusal, or None."""
    payload = await node.order_gift(owner, room, quantity=coins, priceSeen=str(coins))
    return payload["errors"][0]["code"] if payload["errors"] else None


async def test_a_lower_cap_holds_at_once_and_a_higher_one_after_a_day(
    turned: LocalNode, largesse_clock: TurnedClock
) -> None:
    await turned.grant(VIEWER, 1000)
    room = await turned.open_room()
    assert await spend(turned, VIEWER, room, 30) is None
    first = await cap_set(turned, VIEWER, "50")
    assert (first["capCoins"], first["waiting"], first["spentCoins"]) == ("50", None, "30")
    lower = await cap_set(turned, VIEWER, "40")
    assert (lower["capCoins"], lower["waiting"]) == ("40", None)
    assert await spend(turned, VIEWER, room, 11) == "SPENDING_CAP_REACHED"
    assert await spend(turned, VIEWER, room, 10) is None

    asked_at = largesse_clock.now()
    higher = await cap_set(turned, VIEWER, "500")
    assert higher["capCoins"] == "40"
    assert higher["waiting"]["capCoins"] == "500"
    holds_from = higher["waiting"]["holdsFrom"]
    assert iso_of(asked_at + DAY) < holds_from < iso_of(asked_at + DAY + 1_000)
    assert await spend(turned, VIEWER, room, 1) == "SPENDING_CAP_REACHED"
    largesse_clock.turn(hours=23)
    # It is the next day by now, whose window is empty, and the old cap holds still.
    assert await spend(turned, VIEWER, room, 41) == "SPENDING_CAP_REACHED"
    assert await spend(turned, VIEWER, room, 40) is None
    largesse_clock.turn(hours=1)
    shown = await cap_of(turned, VIEWER)
    assert (shown["capCoins"], shown["waiting"], shown["spentCoins"]) == ("500", None, "40")
    assert await spend(turned, VIEWER, room, 460) is None
    assert await spend(turned, VIEWER, room, 1) == "SPENDING_CAP_REACHED"


async def test_a_cap_is_removed_after_a_day_and_a_lowering_cancels_what_waits(
    turned: LocalNode, largesse_clock: TurnedClock
) -> None:
    await turned.grant(VIEWER, 1000)
    room = await turned.open_room()
    await cap_set(turned, VIEWER, 5)
    removal = await cap_set(turned, VIEWER, None)
    assert (removal["capCoins"], removal["waiting"]["capCoins"]) == ("5", None)
    largesse_clock.turn(hours=12)
    lower = await cap_set(turned, VIEWER, 4)
    assert (lower["capCoins"], lower["waiting"]) == ("4", None)
    largesse_clock.turn(days=2)
    assert await spend(turned, VIEWER, room, 5) == "SPENDING_CAP_REACHED"
    await cap_set(turned, VIEWER, None)
    largesse_clock.turn(days=1)
    assert (await cap_of(turned, VIEWER))["capCoins"] is None
    assert await spend(turned, VIEWER, room, 900) is None


async def test_the_window_ends_at_midnight_where_the_viewer_is(turned: LocalNode, largesse_clock: TurnedClock) -> None:
    room = await turned.open_room()
    for viewer, zone in ((VIEWER, "America/New_York"), (VIEWER_2, "Europe/Berlin")):
        await turned.grant(viewer, 1000)
        shown = await cap_set(turned, viewer, 10)
        starts_at, ends_at = day_of(largesse_clock.now(), zone)
        assert (shown["timeZone"], shown["startsAt"], shown["resetsAt"]) == (zone, iso_of(starts_at), iso_of(ends_at))
        assert await spend(turned, viewer, room, 10) is None
    _, berlin = day_of(largesse_clock.now(), "Europe/Berlin")
    _, new_york = day_of(largesse_clock.now(), "America/New_York")
    assert new_york - berlin == 6 * DAY // 24
    largesse_clock.turn_to(berlin - 1_000)
    assert await spend(turned, VIEWER_2, room, 1) == "SPENDING_CAP_REACHED"
    largesse_clock.turn_to(berlin)
    assert (await cap_of(turned, VIEWER_2))["spentCoins"] == "0"
    assert await spend(turned, VIEWER_2, room, 10) is None
    assert await spend(turned, VIEWER, room, 1) == "SPENDING_CAP_REACHED"
    largesse_clock.turn_to(new_york)
    assert await spend(turned, VIEWER, room, 10) is None
    assert await spend(turned, VIEWER, room, 1) == "SPENDING_CAP_REACHED"


async def test_a_day_of_25_hours_is_one_window(turned: LocalNode, largesse_clock: TurnedClock) -> None:
    await turned.grant(VIEWER, 100)
    room = await turned.open_room()
    # New York sets its clocks back on the 7th of November 2027.
    begins_at, ends_at = day_of(instant_of(datetime(2027, 11, 7, 12, tzinfo=UTC)), "America/New_York")
    assert ends_at - begins_at == 25 * DAY // 24
    largesse_clock.turn_to(begins_at)
    await cap_set(turned, VIEWER, 10)
    assert await spend(turned, VIEWER, room, 10) is None
    largesse_clock.turn_to(ends_at - 1_000)
    assert await spend(turned, VIEWER, room, 1) == "SPENDING_CAP_REACHED"
    largesse_clock.turn_to(ends_at)
    assert await spend(turned, VIEWER, room, 1) is None


async def test_what_comes_back_today_may_be_spent_again(turned: LocalNode, largesse_clock: TurnedClock) -> None:
    await turned.grant(VIEWER, 100)
    room = await turned.open_room()
    await cap_set(turned, VIEWER, 10)
    gift = await turned.send_gift(VIEWER, room, quantity=10, priceSeen="10")
    assert (await turned.act(REVERSE, OPERATOR, giftId=gift["id"], quantity=4, reason="a test"))["errors"] == []
    assert (await cap_of(turned, VIEWER))["spentCoins"] == "6"
    assert await spend(turned, VIEWER, room, 4) is None
    largesse_clock.turn(days=1)
    assert (await turned.act(REVERSE, OPERATOR, giftId=gift["id"], reason="a test"))["errors"] == []
    assert (await cap_of(turned, VIEWER))["spentCoins"] == "0"
    assert await spend(turned, VIEWER, room, 10) is None
    assert await spend(turned, VIEWER, room, 1) == "SPENDING_CAP_REACHED"


async def test_sends_at_once_do_not_pass_a_cap_together(nodes: Nodes) -> None:
    here, there = nodes
    await here.grant(VIEWER, 1000)
    room = await here.open_room()
    await cap_set(there, VIEWER, 10)
    told = await asyncio.gather(*(spend(node, VIEWER, room, 3) for node in nodes for _ in range(12)))
    assert Counter(told) == {None: 3, "SPENDING_CAP_REACHED": 21}
    assert (await cap_of(here, VIEWER))["spentCoins"] == "9"
    assert await there.coins_of(VIEWER) == 991


async def test_a_cap_out_of_range_is_refused(node: LocalNode) -> None:
    for coins in (-1, 10**12 + 1, str(2**63 - 1)):
        async with node.nothing_moves():
            payload = await node.act(CAP, VIEWER, capCoins=coins)
        (error,) = payload["errors"]
        assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "capCoins"])
    await cap_set(node, VIEWER, 0)
    await node.grant(VIEWER, 5)
    assert await spend(node, VIEWER, await node.open_room(), 1) == "SPENDING_CAP_REACHED"
