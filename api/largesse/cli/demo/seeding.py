"""
Seeding: what stands in the demo's room before anybody comes, brought about by the same deeds as everything else.

Each deed has a key that is the same in every run, so that a resumed directory answers what is there already.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from largesse.cli.demo.cast import CREATOR, OPERATOR, SPEAKING, VIEWER, VIEWER_2
from largesse.errors import RateCardMissing, RoomNotOpen
from largesse.offers import Channel
from largesse.regions import list_price_of
from largesse.rooms.open import OpenOrder, open_room
from largesse.rooms.stage import StageMember
from largesse.rooms.stage_set import StageOrder, set_stage
from largesse.wallets.grant import GrantOrder, grant
from largesse.wallets.rows import Origin

if TYPE_CHECKING:
    from largesse.app import App
    from largesse.cli.demo.cast import Cast
    from largesse.people.caller import Caller

TITLE = "Nova plays requests"
PURCHASED_COINS = 4_500
BONUS_COINS = 500
"""What each of the printed viewers begins with: 5,000 coins together."""
CROWD_PURCHASED_COINS = 1_000
CROWD_BONUS_COINS = 100


async def seed(app: App, cast: Cast) -> str:
    """
    Bring about people, a room with a host and guests on stage, and coins in the viewers' wallets.

    Returns:
        The room's identifier.
    """
    parts = [*SPEAKING.values(), *cast.guests]
    await asyncio.gather(*(app.people.note(caller) for caller in (*map(cast.caller, parts), *cast.crowd)))
    room_id = await _room(app, cast)
    viewers = [cast.caller(part) for part in (VIEWER, VIEWER_2)]
    await asyncio.gather(
        *(_coins(app, cast, viewer, PURCHASED_COINS, BONUS_COINS) for viewer in viewers),
        *(_coins(app, cast, viewer, CROWD_PURCHASED_COINS, CROWD_BONUS_COINS) for viewer in cast.crowd),
    )
    return room_id


async def _room(app: App, cast: Cast) -> str:
    """Return the room that is open, a new one if somebody has closed those before."""
    host, guests = cast.caller(CREATOR), [cast.caller(part) for part in cast.guests]
    number = 0
    while True:
        number += 1
        opened = await open_room(
            app.journal,
            OpenOrder(
                caller_id=host.id,
                key=f"demo/room/{number}",
                content={"title": TITLE},
                title=TITLE,
                host=_member(host),
            ),
        )
        room_id = str(opened.result["room_id"])
        try:
            await set_stage(
                app.journal,
                StageOrder(
                    caller_id=host.id,
                    # A replay would not tell that the room has been closed since.
                    key=f"demo/stage/{app.clock.now()}",
                    content={"room_id": room_id, "guest_ids": [guest.id for guest in guests]},
                    room_id=room_id,
                    guest_ids=[guest.id for guest in guests],
                    known={guest.id: _member(guest) for guest in guests},
                ),
            )
        except RoomNotOpen:
            continue
        return room_id


async def _coins(app: App, cast: Cast, owner: Caller, purchased: int, bonus: int) -> None:
    operator = cast.caller(OPERATOR)
    paid, tax, fee, currency = price_of(app, owner.region, purchased)
    bought = GrantOrder(
        caller_id=operator.id,
        key=f"demo/purchased/{owner.subject}",
        content={"owner": owner.subject, "purchased": purchased},
        owner_id=owner.id,
        coins=purchased,
        origin=Origin.PURCHASED,
        reason="Bought on the web, in the demo",
        channel=Channel.WEB,
        paid_units=paid,
        tax_units=tax,
        fee_units=fee,
        currency=currency,
    )
    given = GrantOrder(
        caller_id=operator.id,
        key=f"demo/bonus/{owner.subject}",
        content={"owner": owner.subject, "bonus": bonus},
        owner_id=owner.id,
        coins=bonus,
        origin=Origin.BONUS,
        reason="A welcome, in the demo",
    )
    await asyncio.gather(grant(app.journal, bought), grant(app.journal, given))


def price_of(app: App, place: str | None, coins: int) -> tuple[int, int, int, str]:
    """
    Return what coins cost on the web at a place: paid, its tax, its fee, and the currency; nothing without a card.

    A pack's price by the coin, since the demo's amounts are no packs.
    """
    try:
        in_force = app.cards.in_force(place, app.clock.now())
    except RateCardMissing:
        return 0, 0, 0, ""
    paid = list_price_of(in_force.card, coins)
    pack = next((pack for pack in in_force.card.packs if pack.channel is Channel.WEB), None)
    if pack is None:
        return paid, 0, 0, in_force.currency
    paid = -(-pack.price_units * coins // pack.coins)
    tax = pack.tax.floor_of(paid)
    return paid, tax, pack.fee.floor_of(paid - tax), in_force.currency


def _member(caller: Caller) -> StageMember:
    return StageMember(caller.id, caller.region or "", caller.age_min)
