"""
Gifts as the room sees them, and what they cost and brought as each side may see it.
"""

from collections.abc import Sequence

import strawberry

from largesse.gifts.detail import DrawDetail, GiftDetail, detail_of, summary_of
from largesse.gifts.rows import GIFT_REMAINDERS, GIFT_TEXTS, GIFT_THANKS, GIFTS, GiftRow
from largesse.gifts.thank import thanked_as
from largesse.offers import Channel
from largesse.schema.catalogue import GiftType, gift_type_or_none
from largesse.schema.combos import Combo, find_combo
from largesse.schema.context import Context, Info
from largesse.schema.filling import Filled
from largesse.schema.ids import global_id, is_uuid
from largesse.schema.money import Money, diamonds
from largesse.schema.node import Node, finds
from largesse.schema.page import Connection, Cut, Listing
from largesse.schema.people import Person, Seen, person_node
from largesse.schema.regions import RateCard, find_rate_card
from largesse.schema.rooms import Room, find_room
from largesse.schema.scalars import BigInt, DateTime
from largesse.schema.wallets import NO_CHANNEL
from largesse.wallets.rows import Origin


@strawberry.type
class SentType:
    """A gift type as it was when a gift was sent; it stays readable when the type is gone."""

    key: str
    """The gift type's name for ever."""
    version: int
    """Its version then."""
    name: str
    """Its English name then."""
    emoji: str
    """Its emoji then."""
    plugin: str
    """The plugin that offered it."""
    summary: str
    """What was given in one line, such as `🌹 Red rose`."""


@strawberry.type
class SentVariant:
    """A variant as it was when a gift was sent; it stays readable when the variant is gone."""

    key: str
    """The variant's name for ever."""
    name: str
    """Its English name then, of gift and variant together."""
    emoji: str
    """Its emoji then."""


@strawberry.type
class ReceiptLine:
    """Coins that a gift drew from one of its sender's lots."""

    lot_id: strawberry.ID
    """The id of the `Lot`."""
    origin: Origin
    """Why the coins had been issued."""
    channel: Channel | None
    """Where they were bought; null if they were not."""
    coins: BigInt
    """How many were drawn."""
    paid: Money | None
    """What was paid for them, tax included; null if nothing was."""
    tax: Money | None
    """How much of that was tax; null if nothing was paid."""
    channel_fee: Money | None
    """How much of it the channel kept; null if nothing was paid."""


@strawberry.type
class SenderReceipt:
    """What a gift cost its sender, in their own money."""

    total_coins: BigInt
    """What was paid in coins."""
    lines: list[ReceiptLine]
    """The lots that the coins came from; fixed with the gift."""


@strawberry.type
class RecipientReceipt:
    """What a gift brought its recipient: their share, and nothing of where the sender's coins came from."""

    detail: strawberry.Private[GiftDetail]
    earned: Money
    """The diamonds."""
    value: Money
    """What they are paid out at, before fees."""
    matures_at: DateTime
    """When they mature."""

    @strawberry.field
    async def share_card(self, info: Info) -> RateCard | None:
        """Return the rate card that set the share; null if its region is no longer offered."""
        card = self.detail["share_card"]
        return await find_rate_card(info.context, f"{card['region']}/{card['version']}")

    @strawberry.field
    async def payout_card(self, info: Info) -> RateCard | None:
        """Return the rate card that set the value; null if its region is no longer offered."""
        card = self.detail["payout_card"]
        return await find_rate_card(info.context, f"{card['region']}/{card['version']}")


@strawberry.type
class Gift(Node):
    """A gift that was sent. It never changes; what is taken back of it is told by `remainingQuantity`."""

    row: strawberry.Private[GiftRow]
    remaining_known: strawberry.Private[int | None] = None
    thanked_known: strawberry.Private[int | None] = None
    filled: strawberry.Private[Filled | None] = None
    public: strawberry.Private[bool] = False
    unlisted: strawberry.Private[bool] = False
    quantity: int
    """How many at once."""
    price_coins: BigInt
    """The price of one then."""
    total_coins: BigInt
    """What its sender paid."""
    anonymous: bool
    """Whether the sender's name is kept from the room."""
    sent_at: DateTime
    """When."""

    @strawberry.field
    async def room(self, info: Info) -> Room | None:
        """Return where it was sent; null while it cannot be read."""
        return await find_room(info.context, self.row.room_id)

    @strawberry.field
    def sender(self, info: Info) -> Person | None:
        """
        Return who sent it; null if it is anonymous.

        In a room's events that holds for everybody, elsewhere for all but themselves and operators. Among the top gifts
        of a recap, who has not agreed to be listed on boards is not named either.
        """
        hidden = (self.row.anonymous or self.unlisted) and (self.public or not info.context.may_see(self.row.sender_id))
        return None if hidden else self._person(self.row.sender_id)

    @strawberry.field
    def recipient(self) -> Person:
        """Return who received it."""
        return self._person(self.row.recipient_id)

    @strawberry.field
    def type(self, info: Info) -> GiftType | None:
        """Return the gift type as it is offered now; null if it is no longer."""
        return gift_type_or_none(info.context, self.row.gift_type)

    @strawberry.field
    def type_when_sent(self) -> SentType:
        """Return the gift type as it was then."""
        sent = detail_of(self.row.detail)["type"]
        return SentType(
            key=sent["key"],
            version=sent["version"],
            name=sent["name"],
            emoji=sent["emoji"],
            plugin=sent["plugin"],
            summary=summary_of(sent),
        )

    @strawberry.field
    def variant(self) -> SentVariant | None:
        """Return which variant was given; null if the gift type came in none."""
        sent = detail_of(self.row.detail)["type"].get("variant")
        return SentVariant(key=sent["key"], name=sent["name"], emoji=sent["emoji"]) if sent else None

    @strawberry.field
    def price_reason(self) -> str | None:
        """Return why it cost what it did, in the words of the plugin that priced it; null if the price was fixed."""
        proposal = detail_of(self.row.detail)["proposal"]
        return (proposal["reason"] or None) if proposal else None

    @strawberry.field
    async def combo(self, info: Info) -> Combo | None:
        """Return the combo that it belongs to, as it is now; null if it is anonymous, or while that cannot be read."""
        combo_id = detail_of(self.row.detail).get("combo")
        return await find_combo(info.context, combo_id) if combo_id else None

    @strawberry.field
    async def message(self, info: Info) -> str | None:
        """Return the sender's words; null if there were none, or they were erased."""
        if self.filled is not None:
            return self.filled.message
        row = await info.context.row(GIFT_TEXTS, self.row.id)
        return row.message if row else None

    @strawberry.field
    async def remaining_quantity(self, info: Info) -> int:
        """Return how many of its units are not reversed."""
        if self.remaining_known is not None:
            return self.remaining_known
        row = await info.context.row(GIFT_REMAINDERS, self.row.id)
        return row.remaining if row else self.row.quantity

    @strawberry.field
    async def thanked_at(self, info: Info) -> DateTime | None:
        """Return when its recipient said thank you first, for it or for another gift of its combo; null if never."""
        if self.thanked_known is not None:
            return self.thanked_known
        row = await info.context.row(GIFT_THANKS, thanked_as(self.row))
        return row.thanked_at if row else None

    @strawberry.field
    def sender_receipt(self, info: Info) -> SenderReceipt | None:
        """Return what it cost; null for everybody but its sender and operators."""
        if not info.context.may_see(self.row.sender_id):
            return None
        lines = [_line(draw) for draw in detail_of(self.row.detail)["draws"]]
        return SenderReceipt(total_coins=self.row.total_coins, lines=lines)

    @strawberry.field
    def recipient_receipt(self, info: Info) -> RecipientReceipt | None:
        """Return what it brought; null for everybody but its recipient and operators."""
        if not info.context.may_see(self.row.recipient_id):
            return None
        detail = detail_of(self.row.detail)
        return RecipientReceipt(
            detail=detail,
            earned=diamonds(self.row.diamonds),
            value=Money(units=detail["value"]["units"], asset=detail["value"]["currency"]),
            matures_at=detail["matures_at"],
        )

    def _person(self, person_id: str) -> Person:
        # An event does not name an anonymous sender, and so has not read who that is.
        seen = self.filled.people.get(person_id) if self.filled else None
        return person_node(person_id, Seen(seen) if seen else None)


def gift_node(
    row: GiftRow,
    remaining_known: int | None = None,
    filled: Filled | None = None,
    *,
    thanked_known: int | None = None,
    public: bool = False,
) -> Gift:
    """
    Return a gift.

    Args:
        row: its row.
        remaining_known: how many of its units are not reversed, if a deed has just told it.
        filled: what an event of the gift has read already.
        thanked_known: when its recipient said thank you, if a deed has just told it.
        public: whether it is told to a whole room, all of whom are shown the same.
    """
    return Gift(
        id=global_id("Gift", row.id),
        row=row,
        remaining_known=remaining_known,
        thanked_known=thanked_known,
        filled=filled,
        public=public,
        quantity=row.quantity,
        price_coins=row.price_coins,
        total_coins=row.total_coins,
        anonymous=row.anonymous,
        sent_at=row.sent_at,
    )


async def gifts_of(context: Context, side: str, person_id: str, cut: Cut) -> Connection[Gift]:
    """Return a page of the gifts in which a person is on a side (`sender_id` or `recipient_id`), the newest first."""
    listing = Listing(table=GIFTS, where={side: person_id}, order=("id",), descending=True)
    return (await listing.page(context.services.rows, cut)).of(gift_node)


async def find_gifts(context: Context, gift_ids: Sequence[str]) -> list[Gift]:
    """Return gifts in the order in which they are asked for."""
    found = await context.services.rows.by_keys(GIFTS, [(gift_id,) for gift_id in gift_ids])
    return [gift_node(found[gift_id,]) for gift_id in gift_ids]


def _line(draw: DrawDetail) -> ReceiptLine:
    currency = draw.get("currency")

    def money(units: int) -> Money | None:
        return Money(units=units, asset=currency) if currency else None

    return ReceiptLine(
        lot_id=global_id("Lot", draw["lot"]),
        origin=Origin(draw["origin"]),
        channel=None if draw["channel"] == NO_CHANNEL else Channel(draw["channel"]),
        coins=draw["coins"],
        paid=money(draw.get("cost", 0) + draw.get("tax", 0)),
        tax=money(draw.get("tax", 0)),
        channel_fee=money(draw.get("fee", 0)),
    )


@finds("Gift")
async def find_gift(context: Context, key: str) -> Gift | None:
    """Return a gift."""
    row = await context.row(GIFTS, key) if is_uuid(key) else None
    return gift_node(row) if row else None
