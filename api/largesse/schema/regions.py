"""
Rate cards: what coins cost and diamonds are worth, where and since when, and what a gift would come to by them.
"""

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

import strawberry

from largesse.clock import FOREVER
from largesse.errors import QuantityOutOfRange, RateCardMissing
from largesse.money import Ratio
from largesse.offers import Channel, CoinPack
from largesse.regions import CardInForce, list_price_of, payout_value_of, split_of
from largesse.schema.context import Context
from largesse.schema.ids import global_id
from largesse.schema.money import Money, Rate, diamonds
from largesse.schema.node import Node, finds
from largesse.schema.page import Connection, Cut, page_of
from largesse.schema.scalars import BigInt, DateTime

if TYPE_CHECKING:
    from largesse.schema.catalogue import GiftType

strawberry.enum(Channel)


@strawberry.type
class Pack:
    """So many coins for so much money, in one channel."""

    channel: Channel
    """Where it is sold."""
    coins: BigInt
    """How many."""
    price: Money
    """What the buyer pays, tax included."""
    tax: Rate
    """The part of the price that is tax."""
    channel_fee: Rate
    """The part of the price after tax that the channel keeps."""


@strawberry.type
class RateCard(Node):
    """The rates of a region from an instant on. Every card ever published stays here, chained to the one before."""

    region: str
    """ISO 3166 of a country or subdivision, or the letters of a bloc such as `EU`."""
    version: int
    """1, 2, 3, … within the region."""
    currency: str
    """ISO 4217."""
    time_zone: str
    """The IANA zone in which the region's days are counted."""
    holds_from: DateTime
    """From when it holds."""
    holds_until: DateTime | None
    """From when the next one holds; null if none is announced."""
    list_price: Rate
    """Minor units of the currency for one coin, tax included; what several cost is rounded up to whole ones."""
    creator_share: Rate
    """The part of a gift's coins that becomes the creator's diamonds, rounded down to a millionth of one."""
    payout_value: Rate
    """Minor units of the currency that one diamond is paid out at; what several are is rounded down to whole ones."""
    payout_fee: Rate
    """The part of a payout that its channel costs the creator, rounded down to whole minor units."""
    payout_minimum: Money
    """The least payout."""
    holding_days: int
    """Days until diamonds mature."""
    withdrawal_days: int
    """Days in which unspent web coins may be given back."""
    notice_days: int
    """Days of notice before a worse card may follow this one."""
    statutory: bool
    """Whether the change was the law's, and needed no notice."""
    derivation: list[str]
    """How the share was found, step by step, in words and numbers; fixed with the card."""
    reason: str
    """Why the card is as it is, or what changed, in words."""
    packs: list[Pack]
    """What is sold; fixed with the card."""
    plugin: str
    """The plugin that offers it."""
    hash: str
    """SHA-256 over the card and the hash before, in hexadecimal: no past card can change unseen."""
    previous_hash: str | None
    """The hash of the card before; null for the first."""


@strawberry.type
class Split:
    """A gift's coins as diamonds. The parts add up to the whole, always."""

    gross: Money
    """All of it: one diamond a coin."""
    creator: Money
    """What the creator earns."""
    platform: Money
    """What stays with the platform."""
    residue: Money
    """What rounding both down leaves over, booked by name: none, or a millionth."""


@strawberry.type
class Quote:
    """What a gift comes to, from coins to the creator's money, by the card in force; the very code that pays."""

    gift_type: Annotated["GiftType", strawberry.lazy("largesse.schema.catalogue")]
    """What would be given."""
    quantity: int
    """How many at once."""
    total_coins: BigInt
    """What the sender pays at the price in force, of the first variant; at the nominal one, if the gift type prices
    itself: `giftQuote` tells what it asks for in a room."""
    list_price: Money
    """What so many coins cost at list price, tax included."""
    split: Split
    """Who gets what of it, for coins that were paid for."""
    payout: Money
    """What the creator's part is paid out at, before fees, rounded down to whole minor units."""
    payout_remainder: str
    """The part of a minor unit that is left, exactly, such as `1/3`; made up when diamonds mature."""
    card: RateCard
    """The card that says so."""
    packs: list[Pack]
    """The packs of the channel that was asked for, of all channels if none was; fixed with the card."""


def rate(ratio: Ratio) -> Rate:
    """Return a ratio of the domain's."""
    return Rate(numerator=ratio.numerator, denominator=ratio.denominator)


def pack_of(pack: CoinPack, currency: str) -> Pack:
    """Return a pack of the domain's."""
    return Pack(
        channel=pack.channel,
        coins=pack.coins,
        price=Money(units=pack.price_units, asset=currency),
        tax=rate(pack.tax),
        channel_fee=rate(pack.fee),
    )


def rate_card_node(in_force: CardInForce, previous_hash: str | None) -> RateCard:
    """Return a card with the hash of the one before it."""
    card = in_force.card
    return RateCard(
        id=global_id("RateCard", f"{in_force.region}/{card.version}"),
        region=in_force.region,
        version=card.version,
        currency=in_force.currency,
        time_zone=in_force.time_zone,
        holds_from=card.holds_from,
        holds_until=None if in_force.until == FOREVER else in_force.until,
        list_price=rate(card.list_price),
        creator_share=rate(card.creator_share),
        payout_value=rate(card.payout_value),
        payout_fee=rate(card.payout_fee),
        payout_minimum=Money(units=card.payout_minimum_units, asset=in_force.currency),
        holding_days=card.holding_days,
        withdrawal_days=card.withdrawal_days,
        notice_days=card.notice_days,
        statutory=card.statutory,
        derivation=list(card.derivation),
        reason=card.reason,
        packs=[pack_of(pack, in_force.currency) for pack in card.packs],
        plugin=in_force.plugin,
        hash=in_force.hash,
        previous_hash=previous_hash,
    )


def history(context: Context, region: str, cut: Cut) -> Connection[RateCard]:
    """
    Return a page of every card of the region that covers a place, the oldest first.

    Raises:
        RateCardMissing: no region covers the place, or more than one does.
    """
    cards = context.services.cards.history(region)
    name = f"cards of {cards[0].region}"
    before = {card.hash: earlier.hash for earlier, card in pairwise(cards)}
    page = page_of(cards, name, lambda card: str(card.card.version), cut)
    return page.of(lambda card: rate_card_node(card, before.get(card.hash)))


def quote(context: Context, gift_type: str, quantity: int, region: str, channel: Channel | None) -> Quote:
    """
    Return what a gift comes to.

    Raises:
        GiftTypeUnknown: no such gift type is on offer.
        QuantityOutOfRange: the quantity is not between one and the gift type's most.
        RateCardMissing: no card is in force for the region.
    """
    from largesse.schema.catalogue import gift_type_node  # noqa: PLC0415 - a gift type has a list price, and a quote a gift type

    services = context.services
    offer = services.catalogue.find(gift_type)
    if not 1 <= quantity <= offer.gift_type.quantity_max:
        raise QuantityOutOfRange(quantity, offer.gift_type.quantity_max)
    now = services.clock.now()
    in_force = services.cards.in_force(region, now)
    coins = offer.price_at(offer.variant(None), now) * quantity
    split = split_of(in_force.card, coins)
    payout = payout_value_of(in_force.card, split.creator_diamonds)
    packs = [pack for pack in in_force.card.packs if channel is None or pack.channel is channel]
    return Quote(
        gift_type=gift_type_node(offer, now),
        quantity=quantity,
        total_coins=coins,
        list_price=Money(units=list_price_of(in_force.card, coins), asset=in_force.currency),
        split=Split(
            gross=diamonds(split.gross),
            creator=diamonds(split.creator_diamonds),
            platform=diamonds(split.platform_diamonds),
            residue=diamonds(split.residue),
        ),
        payout=Money(units=payout.units, asset=in_force.currency),
        payout_remainder=payout.remainder,
        card=rate_card_node(in_force, _previous_hash(context, in_force)),
        packs=[pack_of(pack, in_force.currency) for pack in packs],
    )


def _previous_hash(context: Context, in_force: CardInForce) -> str | None:
    cards = context.services.cards.history(in_force.region)
    before = [card.hash for card in cards if card.card.version < in_force.card.version]
    return before[-1] if before else None


@finds("RateCard", public=True)
async def find_rate_card(context: Context, key: str) -> RateCard | None:
    """Return the card of a region and version."""
    region, _, version = key.partition("/")
    try:
        cards = context.services.cards.history(region)
    except RateCardMissing:
        return None
    found = next((card for card in cards if str(card.card.version) == version and card.region == region), None)
    return rate_card_node(found, _previous_hash(context, found)) if found else None
