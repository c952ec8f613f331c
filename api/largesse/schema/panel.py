"""
The gift panel: for each gift type what a viewer's tray must know before the tap.
"""

from typing import cast

import strawberry

from largesse.catalogue import Offer
from largesse.errors import GiftTypeUnknown, NotFound
from largesse.schema.catalogue import LISTING, GiftType, gift_type_node, list_price
from largesse.schema.context import Context, Info
from largesse.schema.errors import told
from largesse.schema.ids import global_id, is_uuid
from largesse.schema.money import Money
from largesse.schema.node import Node, finds
from largesse.schema.page import Connection, cut_of, page_of
from largesse.schema.people import Person, person_node
from largesse.schema.refusals import NotEligibleError
from largesse.schema.rooms import Room, room_node
from largesse.schema.scalars import BigInt, DateTime
from largesse.schema.tray import Asked, Tray, first_of, prices_of, standing_of, told_of_send, tray_of
from largesse.schema.unions import GiftSendError

_KEY_PARTS = 3


@strawberry.type
class GiftPanelItem(Node):
    """One gift type, as it stands for this viewer, in this room, for this recipient, now; in its first variant."""

    gift_type: GiftType
    """The gift type."""
    price_coins: BigInt
    """The price of one, as it would be asked for; the nominal one, if that cannot be told, for what `refusal` tells."""
    holds_until: DateTime | None
    """The first instant at which this price does not hold any more; null while no other is announced."""
    reason: str | None
    """Why it is this price, in the plugin's words; null if it is fixed."""
    list_price: Money | None
    """What that costs at list price where the viewer is, tax included; null where no rate card is in force."""
    affordable: bool
    """Whether the viewer's coins suffice for one."""
    missing_coins: BigInt
    """The top-up that would be exact for one; 0 if it is affordable."""
    costs: list[Money] | None
    """What the viewer paid for the coins that one would draw, tax included, one amount a currency at most; null if it
    is not affordable, and empty if the coins were free."""
    eligible: bool
    """Whether the viewer may give it and the recipient receive it."""
    ineligibility: NotEligibleError | None
    """Why not; null if they may."""
    refusal: GiftSendError | None
    """What sending one would be refused for now; null if it would be taken."""


@strawberry.type
class GiftPanel:
    """All that a tray of gifts needs, in one query."""

    tray: strawberry.Private[Tray]

    @strawberry.field
    def room(self) -> Room:
        """Return where."""
        return room_node(self.tray.room)

    @strawberry.field
    def recipient(self) -> Person | None:
        """Return who would receive; null if whoever was asked for is not on stage."""
        return person_node(self.tray.recipient.person_id) if self.tray.recipient else None

    @strawberry.field
    def available_coins(self) -> BigInt:
        """Return what the viewer can spend."""
        return sum(lot.left(self.tray.now) for lot in self.tray.lots)

    @strawberry.field
    def refusal(self) -> GiftSendError | None:
        """Return what any gift would be refused for now; null if nothing stands in the way of all."""
        return told_of_send(self.tray.refusal)

    @strawberry.field
    async def items(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[GiftPanelItem]:
        """Return every gift type on offer, in the order of the tray."""
        context = info.context
        listing = context.services.catalogue.listing
        page = page_of(listing, LISTING, lambda offer: offer.gift_type.key, cut_of(first, after, last, before))
        prices = await prices_of(context, self.tray, [first_of(offer) for offer, _ in page.items])
        asked = {offer.gift_type.key: price for (offer, _), price in zip(page.items, prices, strict=True)}
        return page.of(lambda offer: _item(context, self.tray, offer, asked[offer.gift_type.key]))


async def gift_panel(context: Context, room_id: str, recipient_id: str | None) -> GiftPanel:
    """
    Return the panel of the caller in a room.

    Args:
        context: the operation.
        room_id: the room's uuid.
        recipient_id: the uuid of somebody on stage; the host if None.

    Raises:
        Unauthenticated: nobody that we know calls.
        NotFound: there is no such room.
    """
    return GiftPanel(tray=await tray_of(context, room_id, recipient_id))


def _item(context: Context, tray: Tray, offer: Offer, asked: Asked) -> GiftPanelItem:
    standing = standing_of(context, tray, first_of(offer), asked)
    not_eligible = standing.ineligibility
    key = f"{tray.room.id}/{tray.recipient.person_id if tray.recipient else ''}/{offer.gift_type.key}"
    return GiftPanelItem(
        id=global_id("GiftPanelItem", key),
        gift_type=gift_type_node(offer, tray.now),
        price_coins=asked.coins,
        holds_until=asked.holds_until,
        reason=asked.reason,
        list_price=list_price(context, tray.caller.region, asked.coins),
        affordable=not standing.missing,
        missing_coins=standing.missing,
        costs=standing.costs,
        eligible=not_eligible is None,
        ineligibility=cast("NotEligibleError", told(not_eligible, GiftSendError)) if not_eligible else None,
        refusal=told_of_send(standing.refusal),
    )


@finds("GiftPanelItem")
async def find_item(context: Context, key: str) -> GiftPanelItem | None:
    """Return how a gift type stands now for the caller."""
    parts = key.split("/")
    if len(parts) != _KEY_PARTS or not is_uuid(parts[0]):
        return None
    try:
        offer = context.services.catalogue.find(parts[2])
        tray = await tray_of(context, parts[0], parts[1] or None)
    except (GiftTypeUnknown, NotFound):
        return None
    (asked,) = await prices_of(context, tray, [first_of(offer)])
    return _item(context, tray, offer, asked)
