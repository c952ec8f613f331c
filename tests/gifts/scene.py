"""
A room, its people, three regions and a few gift types: what the tests of gifts start from.
"""

from __future__ import annotations

import itertools
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from largesse.catalogue import MediaAddresses, Offer
from largesse.clock import DAY, SystemClock
from largesse.combos import Endings
from largesse.errors import GiftTypeUnknown
from largesse.gifts import reverse, submit
from largesse.gifts.order import GiftOrder
from largesse.gifts.pricing import Pricing
from largesse.ledger.identifiers import new_id
from largesse.money import ONE, Ratio
from largesse.offers import Channel, CoinPack, Eligibility, GiftType, Media, RateCard, Region, Tier
from largesse.people.caller import Caller, Role
from largesse.plugins import Workers
from largesse.regions import RateCards
from largesse.rooms.open import OpenOrder, RoomOpen
from largesse.rooms.stage import StageMember
from largesse.rooms.stage_set import RoomStageSet, StageOrder
from largesse.telemetry import Metrics
from largesse.wallets.grant import GrantOrder, WalletGrant, problem_of
from largesse.wallets.rows import Origin, wallet_of
from tests.gifts.memory_state import MemoryState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.gifts.rows import GiftRow
    from largesse.ledger.deed import Applied, Deed
    from largesse.rooms.rows import RoomRow

NOW = 1_767_268_800_000_000
"""2026-01-01T12:00:00Z."""
OPERATOR, HOST, GUEST, SENDER, OTHER = (str(UUID(int=number)) for number in range(1, 6))
_keys = itertools.count(1)


def card(version: int = 1, **changed: object) -> RateCard:
    """A card of a share of 2/5 and 3/10 minor units a diamond, in force since the epoch."""
    values: dict[str, object] = {
        "version": version,
        "holds_from": version,
        "list_price": Ratio(7, 5),
        "creator_share": Ratio(2, 5),
        "payout_value": Ratio(3, 10),
        "payout_minimum_units": 1_000,
        "holding_days": 14,
        "notice_days": 30,
        "packs": (CoinPack(channel=Channel.WEB, coins=100, price_units=140),),
        "derivation": ("a test",),
        "reason": "a test",
    }
    return RateCard(**{**values, **changed})  # type: ignore[arg-type]  # named above


def region(code: str, currency: str, time_zone: str, *cards: RateCard) -> tuple[str, Region]:
    return "regions", Region(code=code, name=code, currency=currency, time_zone=time_zone, cards=cards or (card(),))


CARDS = RateCards(
    [
        region("US", "USD", "America/New_York"),
        region("JP", "JPY", "Asia/Tokyo", card(creator_share=Ratio(1, 3), payout_value=Ratio(7, 11))),
        region("KW", "KWD", "Asia/Kuwait", card(), card(2, holds_from=NOW + DAY, creator_share=Ratio(1, 2))),
    ]
)


def offer(
    key: str = "rose",
    price_coins: int = 10,
    quantity_max: int = 99,
    more: Mapping[str, object] | None = None,
    **eligibility: object,
) -> Offer:
    """Return a rose on offer, or whatever else is said; `more` are other fields of its gift type."""
    path = Path(__file__)
    gift_type = GiftType(
        key=key,
        names={"en": key.title()},
        emoji="🌹",
        price_coins=price_coins,
        media=Media(still=path),
        quantity_max=quantity_max,
        eligibility=Eligibility(**eligibility),  # type: ignore[arg-type]  # named by the caller
        **{"tier": Tier.SPARK, **(more or {})},  # type: ignore[arg-type]  # as above
    )
    media = MediaAddresses(still="/still", animation=None, reduced_motion="/still", sound=None)
    return Offer(plugin="classics", gift_type=gift_type, hash=sha256(repr(gift_type).encode()).hexdigest(), media=media)


class Shelf:
    """A catalogue of the offers it is given."""

    def __init__(self, *offers: Offer) -> None:
        self._offers = {each.gift_type.key: each for each in offers}

    def find(self, key: str) -> Offer:
        if key not in self._offers:
            raise GiftTypeUnknown(key)
        return self._offers[key]


def caller(person_id: str = SENDER, region: str | None = "US", age_min: int | None = 18) -> Caller:
    return Caller(
        id=person_id,
        subject=person_id,
        roles=frozenset({Role.VIEWER}),
        expires_at=NOW + DAY,
        region=region,
        age_min=age_min,
    )


async def _asked(room_id: str) -> RoomRow | None:
    raise AssertionError(f"a gift of a fixed price had the room {room_id} read")


UNASKED = Pricing(Workers((), SystemClock(), Metrics()), _asked, (), SystemClock())
"""What gifts of a fixed price are sent with, which ask nobody for it."""


class Scene:
    """An open room with its host and a guest on stage, in a state of its own."""

    def __init__(self, *offers: Offer, cards: RateCards = CARDS, host_region: str = "US") -> None:
        self.state = MemoryState(NOW)
        self.shelf = Shelf(*(offers or (offer(),)))
        self.cards = cards
        self.endings = Endings(SystemClock())
        host = StageMember(HOST, host_region, 30)
        guest = StageMember(GUEST, "JP", None)
        opened = OpenOrder(caller_id=HOST, key="open", content={}, title="A room", host=host)
        self.room_id = self.do(RoomOpen, opened).deed_id
        stage = StageOrder(
            caller_id=HOST, key="stage", content={}, room_id=self.room_id, guest_ids=[GUEST], known={GUEST: guest}
        )
        self.do(RoomStageSet, stage)

    def do(self, kind: type[Deed], order: object, **fields: object) -> Applied:
        """Decide a deed of an order as the verb's own function would submit it."""
        deed = kind(  # type: ignore[call-arg]  # every deed of these tests has an order
            id=new_id(),
            caller_id=order.caller_id,  # type: ignore[attr-defined]  # as above
            key=order.key,  # type: ignore[attr-defined]  # as above
            operation=kind.__name__,
            fingerprint="0" * 32,
            order=order,
            **fields,
        )
        return self.state.do(deed)

    def grant(self, coins: int, origin: Origin = Origin.BONUS, **fields: object) -> Applied:
        values: dict[str, object] = {"owner_id": SENDER, "reason": "a test", "earns": ONE, **fields}
        order = GrantOrder(  # type: ignore[arg-type]  # named by the caller
            caller_id=OPERATOR, key=f"grant {next(_keys)}", content={}, coins=coins, origin=origin, **values
        )
        assert problem_of(order) is None
        return self.do(WalletGrant, order)

    def send(self, quantity: int = 1, price_seen: int | None = None, **fields: object) -> Applied:
        key = str(fields.pop("gift_type", "rose"))
        if price_seen is None:
            price_seen = self.shelf.find(key).gift_type.price_coins * quantity
        values: dict[str, object] = {"sender": caller(), "room_id": self.room_id, **fields}
        order = GiftOrder(  # type: ignore[arg-type]  # named by the caller
            key=f"send {next(_keys)}",
            content={},
            gift_type=key,
            quantity=quantity,
            price_seen=price_seen,
            **values,
        )
        return self.state.do(submit.deed_of(self.shelf, self.cards, order))  # type: ignore[arg-type]  # a shelf finds, too

    def reverse(self, gift: GiftRow, quantity: int | None = None) -> Applied:
        order = reverse.ReverseOrder(
            caller_id=OPERATOR,
            key=f"reverse {next(_keys)}",
            content={},
            gift_id=gift.id,
            reason="a test",
            quantity=quantity,
        )
        return self.state.do(reverse.deed_of(gift, order))

    def sending(
        self, pricing: Pricing = UNASKED, *, shelf: Shelf | None = None, journal: object = None
    ) -> submit.Sending:
        """Return what gifts are sent with, where nothing else is said."""
        return submit.Sending(journal or self.state, shelf or self.shelf, self.cards, pricing, self.endings)  # type: ignore[arg-type]  # they do what is asked

    def balance(self) -> int:
        return self.state.balance(wallet_of(SENDER))
