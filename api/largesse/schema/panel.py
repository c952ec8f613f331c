"""
The gift panel: for each gift type what a viewer's tray must know before the tap.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import strawberry

from largesse.catalogue import Offer, ineligible
from largesse.clock import Instant
from largesse.errors import (
    GiftToSelf,
    GiftTypeUnknown,
    InsufficientCoins,
    NotFound,
    RateCardMissing,
    RecipientNotOnStage,
    Refusal,
    RoomNotOpen,
    SenderBlocked,
    SpendingCapReached,
    WalletFrozen,
)
from largesse.gifts.order import occasion_of
from largesse.people.caller import Caller
from largesse.rooms.rows import ROOM_BLOCKS, ROOMS, RoomRow, Status
from largesse.rooms.stage import StageMember, stage_of
from largesse.schema.catalogue import LISTING, GiftType, gift_type_node, list_price
from largesse.schema.context import Context, Info
from largesse.schema.errors import told
from largesse.schema.ids import global_id, is_uuid
from largesse.schema.money import Money
from largesse.schema.node import Node, finds
from largesse.schema.page import PAGE_SIZE_MAX, Connection, cut_of, page_of
from largesse.schema.people import Person, person_node
from largesse.schema.refusals import NotEligibleError
from largesse.schema.rooms import Room, room_node
from largesse.schema.scalars import BigInt
from largesse.schema.unions import GiftSendError
from largesse.wallets.draw import draw
from largesse.wallets.limit import spend
from largesse.wallets.rows import LIMITS, LOTS, PERIOD_DAY, SCOPE_WALLET, WALLETS, LimitRow, LotRow, wallet_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_KEY_PARTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Tray:
    """
    What is read once for all gift types.

    Args:
        caller: who looks.
        room: where.
        recipient: who would receive; None if whoever was asked for is not on stage.
        refusal: what any gift would be refused for now; None if nothing stands in the way of all.
        limit: the caller's daily limit.
        lots: the caller's open lots, in the order in which they are spent.
        now: the instant that all of it is judged at.
        time_zone: in which the caller's days are counted.
    """

    caller: Caller
    room: RoomRow
    recipient: StageMember | None
    refusal: Refusal | None
    limit: LimitRow | None
    lots: "Sequence[LotRow]"
    now: Instant
    time_zone: str


@strawberry.type
class GiftPanelItem(Node):
    """One gift type, as it stands for this viewer, in this room, for this recipient, now."""

    gift_type: GiftType
    """The gift type."""
    price_coins: BigInt
    """The price of one."""
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
        return _told(self.tray.refusal)

    @strawberry.field
    def items(
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
        return page.of(lambda offer: _item(context, self.tray, offer))


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
    caller = context.known_caller()
    room = await context.row(ROOMS, room_id)
    if room is None:
        raise NotFound("room", global_id("Room", room_id))
    stage = stage_of(room.stage)
    recipient = next((each for each in stage if recipient_id in {None, each.person_id}), None)
    wallet_id = wallet_of(caller.id).id
    tray = Tray(
        caller=caller,
        room=room,
        recipient=recipient,
        refusal=await _refusal(context, caller, room, recipient),
        limit=await context.row(LIMITS, wallet_id, SCOPE_WALLET, PERIOD_DAY),
        lots=await _open_lots(context, wallet_id),
        now=context.services.clock.now(),
        time_zone=context.time_zone(),
    )
    return GiftPanel(tray=tray)


async def _refusal(context: Context, caller: Caller, room: RoomRow, recipient: StageMember | None) -> Refusal | None:
    """Return what any gift would be refused for, asked in the order in which a gift is decided."""
    if room.status != Status.OPEN.value:
        return RoomNotOpen(room.id, room.status)
    if recipient is None:
        return RecipientNotOnStage(room.id, "")
    if recipient.person_id == caller.id:
        return GiftToSelf()
    block = await context.row(ROOM_BLOCKS, room.id, caller.id)
    if block is not None and block.blocked:
        return SenderBlocked(room.id)
    wallet = await context.row(WALLETS, wallet_of(caller.id).id)
    return WalletFrozen(wallet.frozen_reason) if wallet is not None and wallet.frozen else None


async def _open_lots(context: Context, wallet_id: str) -> list[LotRow]:
    lots: list[LotRow] = []
    where = {"wallet_id": wallet_id, "open": True}
    while True:
        place = tuple(LOTS.value(lots[-1], name) for name in LOTS.range_order) if lots else None
        more = await context.services.rows.page(LOTS, where, LOTS.range_order, PAGE_SIZE_MAX, after=place)
        lots += more
        if len(more) < PAGE_SIZE_MAX:
            return lots


def _item(context: Context, tray: Tray, offer: Offer) -> GiftPanelItem:
    gift_type, caller, recipient = offer.gift_type, tray.caller, tray.recipient
    price = offer.price_at(offer.variant(None), tray.now)
    not_eligible = ineligible(gift_type, occasion_of(caller, tray.room.id, tray.now, recipient))
    draws, missing = draw(tray.lots, price, tray.now)
    costs: dict[str, int] = {}
    for each in draws:
        if each.lot.currency:
            costs[each.lot.currency] = costs.get(each.lot.currency, 0) + each.cost + each.tax
    refusal = tray.refusal or not_eligible or _cap(tray, price)
    if refusal is None and missing:
        refusal = InsufficientCoins(price, price - missing)
    key = f"{tray.room.id}/{recipient.person_id if recipient else ''}/{gift_type.key}"
    return GiftPanelItem(
        id=global_id("GiftPanelItem", key),
        gift_type=gift_type_node(offer, tray.now),
        price_coins=price,
        list_price=list_price(context, caller.region, price),
        affordable=not missing,
        missing_coins=missing,
        costs=None if missing else [Money(units=units, asset=currency) for currency, units in sorted(costs.items())],
        eligible=not_eligible is None,
        ineligibility=cast("NotEligibleError | None", _told(not_eligible)),
        refusal=_told(refusal or _no_card(context, tray)),
    )


def _cap(tray: Tray, price: int) -> Refusal | None:
    try:
        spend(tray.limit, wallet_of(tray.caller.id).id, price, tray.now, tray.time_zone)
    except SpendingCapReached as refusal:
        return refusal
    return None


def _no_card(context: Context, tray: Tray) -> Refusal | None:
    try:
        context.services.cards.in_force(tray.recipient.region if tray.recipient else None, tray.now)
    except RateCardMissing as refusal:
        return refusal
    return None


def _told(refusal: Refusal | None) -> GiftSendError | None:
    return cast("GiftSendError", told(refusal, GiftSendError)) if refusal else None


@finds("GiftPanelItem")
async def find_item(context: Context, key: str) -> GiftPanelItem | None:
    """Return how a gift type stands now for the caller."""
    parts = key.split("/")
    if len(parts) != _KEY_PARTS or not is_uuid(parts[0]):
        return None
    try:
        offer = context.services.catalogue.find(parts[2])
        panel = await gift_panel(context, parts[0], parts[1] or None)
    except (GiftTypeUnknown, NotFound):
        return None
    return _item(context, panel.tray, offer)
