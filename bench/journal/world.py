"""
The world of the benchmark: wallets with coins, rooms with hosts, and orders for gifts, made by real deeds.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.catalogue import Catalogue
from largesse.clock import FOREVER
from largesse.gifts.order import GiftOrder
from largesse.gifts.submit import deed_of
from largesse.offers import Channel
from largesse.people.caller import Caller, Role, person_id
from largesse.regions import RateCards
from largesse.rooms.open import OpenOrder, open_room
from largesse.rooms.stage import StageMember
from largesse.wallets.grant import GrantOrder, grant
from largesse.wallets.rows import Origin
from largesse_classics import largesse_gift_types
from largesse_regions import largesse_regions

if TYPE_CHECKING:
    from largesse.ledger.deed import Deed
    from largesse.ledger.journal import Journal

_REGIONS = ("US-CA", "DE", "JP", "KW", "BR")


@dataclass(frozen=True)
class World:
    """Senders with wallets, and rooms with a host each."""

    catalogue: Catalogue
    cards: RateCards
    senders: list[Caller]
    rooms: list[str]
    gift_type: str
    price_coins: int

    def order(self, sender: Caller, room_id: str, key: str) -> GiftOrder:
        """Return an order for one gift, as giftSend's resolver makes it."""
        content = {"roomId": room_id, "giftType": self.gift_type, "priceSeen": str(self.price_coins)}
        return GiftOrder(
            sender=sender,
            key=key,
            content=content,
            room_id=room_id,
            gift_type=self.gift_type,
            price_seen=self.price_coins,
        )

    def deed(self, sender: Caller, room_id: str, key: str) -> Deed:
        """Return the deed of such an order."""
        return deed_of(self.catalogue, self.cards, self.order(sender, room_id, key))


def people(count: int) -> list[Caller]:
    """Return viewers of several regions."""
    return [_caller(f"viewer-{number}", _REGIONS[number % len(_REGIONS)]) for number in range(count)]


def _caller(subject: str, region: str) -> Caller:
    return Caller(
        id=person_id(subject),
        subject=subject,
        roles=frozenset({Role.VIEWER}),
        region=region,
        age_min=18,
        expires_at=FOREVER,
    )


async def build(journal: Journal, senders: int, rooms: int) -> World:
    """Open the rooms and give every sender purchased coins that last, and a few free ones."""
    catalogue = Catalogue(("classics", gift_type) for gift_type in largesse_gift_types())
    cards = RateCards(("regions", region) for region in largesse_regions())
    gift_type = min((offer.gift_type for offer in catalogue.listing), key=lambda each: (each.price_coins, each.key))
    callers = people(senders)
    opened = await asyncio.gather(*(_open(journal, f"host-{number}") for number in range(rooms)))
    for start in range(0, senders, 2_000):
        await asyncio.gather(*(_fund(journal, caller) for caller in callers[start : start + 2_000]))
    return World(catalogue, cards, callers, list(opened), gift_type.key, gift_type.price_coins)


async def _open(journal: Journal, subject: str) -> str:
    host = StageMember(person_id(subject), "US-CA", 18)
    applied = await open_room(
        journal, OpenOrder(caller_id=host.person_id, key=subject, content={}, title=subject, host=host)
    )
    return applied.deed_id


async def _fund(journal: Journal, caller: Caller) -> None:
    await grant(
        journal,
        GrantOrder(
            caller_id=caller.id,
            key="fund",
            content={},
            owner_id=caller.id,
            coins=10**9,
            origin=Origin.PURCHASED,
            reason="benchmark",
            channel=Channel.WEB,
            paid_units=10**9,
            tax_units=10**8,
            fee_units=10**7,
            currency="EUR",
        ),
    )
