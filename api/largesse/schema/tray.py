"""
A tray: what is read once of a viewer and a room, and by which any gift is judged before it is sent.
"""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

from largesse.catalogue import Offer, ineligible
from largesse.clock import Instant
from largesse.errors import (
    GiftToSelf,
    InsufficientCoins,
    LargesseError,
    NotEligible,
    NotFound,
    RateCardMissing,
    RecipientNotOnStage,
    Refusal,
    RoomNotOpen,
    SenderBlocked,
    SpendingCapReached,
    Unavailable,
    WalletFrozen,
)
from largesse.gifts.order import occasion_of
from largesse.gifts.pricing import Wanted
from largesse.people.caller import Caller
from largesse.rooms.rows import ROOM_BLOCKS, ROOMS, RoomRow, Status
from largesse.rooms.stage import StageMember, member_of, stage_of
from largesse.schema.context import Context
from largesse.schema.errors import told
from largesse.schema.ids import global_id
from largesse.schema.money import Money
from largesse.schema.page import PAGE_SIZE_MAX
from largesse.schema.unions import GiftSendError
from largesse.wallets.draw import draw
from largesse.wallets.limit import spend
from largesse.wallets.rows import LIMITS, LOTS, PERIOD_DAY, SCOPE_WALLET, WALLETS, LimitRow, LotRow, wallet_of

if TYPE_CHECKING:
    from collections.abc import Sequence


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


class Asked(NamedTuple):
    """
    What would be asked for one of a gift.

    Args:
        coins: the price; the nominal one, if it could not be told.
        holds_until: the first instant at which it does not hold any more; None while no other is announced.
        reason: why it is what it is, in the plugin's words; None if it is fixed.
        failure: why it could not be told; None if it could.
    """

    coins: int
    holds_until: Instant | None = None
    reason: str | None = None
    failure: LargesseError | None = None


class Standing(NamedTuple):
    """
    How a gift stands for a viewer.

    Args:
        missing: the top-up in coins that would be exact.
        costs: what the viewer paid for the coins that it would draw, by currency; None if they do not suffice.
        ineligibility: why viewer or recipient may not give or receive it; None if they may.
        refusal: what sending it would be refused for; None if it would be taken.
    """

    missing: int
    costs: list[Money] | None
    ineligibility: NotEligible | None
    refusal: LargesseError | None


def first_of(offer: Offer) -> Wanted:
    """Return one of a gift type, in the variant that is given if none is named."""
    return Wanted(offer, offer.variant(None))


async def tray_of(context: Context, room_id: str, recipient_id: str | None) -> Tray:
    """
    Return the tray of the caller in a room.

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
    recipient = member_of(stage_of(room.stage), recipient_id)
    wallet_id = wallet_of(caller.id).id
    return Tray(
        caller=caller,
        room=room,
        recipient=recipient,
        refusal=await _refusal(context, caller, room, recipient),
        limit=await context.row(LIMITS, wallet_id, SCOPE_WALLET, PERIOD_DAY),
        lots=await _open_lots(context, wallet_id),
        now=context.services.clock.now(),
        time_zone=context.time_zone(),
    )


async def prices_of(context: Context, tray: Tray, wanted: "Sequence[Wanted]") -> list[Asked]:
    """
    Return what would be asked for each gift, in their order; plugins that price theirs are asked for all at once.

    Args:
        context: the operation.
        tray: where, for whom and when.
        wanted: what would be given; quantities in range.
    """
    priced = [place for place, each in enumerate(wanted) if each.offer.gift_type.pricing is not None]
    prices = [_unasked(tray, each) for each in wanted]
    if priced and tray.recipient is not None and tray.room.status == Status.OPEN.value:
        answers = await asyncio.gather(*(_proposed(context, tray, tray.recipient, wanted[place]) for place in priced))
        for place, answer in zip(priced, answers, strict=True):
            prices[place] = answer
    return prices


def standing_of(context: Context, tray: Tray, wanted: Wanted, asked: Asked) -> Standing:
    """
    Return how a gift stands: judged as it would be if it were sent, in the same order.

    Args:
        context: the operation.
        tray: who would send it, where, to whom and when.
        wanted: what would be given.
        asked: what would be asked for one of it.
    """
    occasion = occasion_of(tray.caller, tray.room.id, tray.now, tray.recipient)
    not_eligible = ineligible(wanted.offer.gift_type, occasion)
    total = asked.coins * wanted.quantity
    draws, missing = draw(tray.lots, total, tray.now)
    costs: dict[str, int] = {}
    for each in draws:
        if each.lot.currency:
            costs[each.lot.currency] = costs.get(each.lot.currency, 0) + each.cost + each.tax
    refusal = asked.failure or tray.refusal or not_eligible or _cap(tray, total)
    if refusal is None and missing:
        refusal = InsufficientCoins(total, total - missing)
    paid = [Money(units=units, asset=currency) for currency, units in sorted(costs.items())]
    return Standing(missing, None if missing else paid, not_eligible, refusal or _no_card(context, tray))


def told_of_send(refusal: LargesseError | None) -> GiftSendError | None:
    """Return what a gift would be refused for, as whoever sends it would be told."""
    return cast("GiftSendError", told(refusal, GiftSendError)) if refusal else None


def _unasked(tray: Tray, wanted: Wanted) -> Asked:
    """Return the price that is fixed; the nominal one, with what stands in the way of asking, if a plugin has it."""
    offer, variant, _ = wanted
    coins = offer.price_at(variant, tray.now)
    if offer.gift_type.pricing is not None:
        return Asked(coins, failure=tray.refusal)
    return Asked(coins, offer.price_until(variant, tray.now))


async def _proposed(context: Context, tray: Tray, recipient: StageMember, wanted: Wanted) -> Asked:
    try:
        proposal = await context.services.pricing.shown(wanted, tray.room, recipient)
    except (Refusal, Unavailable) as failure:
        return Asked(wanted.offer.price_at(wanted.variant, tray.now), failure=failure)
    return Asked(proposal.coins, proposal.holds_until, proposal.reason or None)


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


def _cap(tray: Tray, coins: int) -> Refusal | None:
    try:
        spend(tray.limit, wallet_of(tray.caller.id).id, coins, tray.now, tray.time_zone)
    except SpendingCapReached as refusal:
        return refusal
    return None


def _no_card(context: Context, tray: Tray) -> Refusal | None:
    try:
        context.services.cards.in_force(tray.recipient.region if tray.recipient else None, tray.now)
    except RateCardMissing as refusal:
        return refusal
    return None
