"""
`giftSend` from order to answer: what stands in its way, what a plugin asks for it, and what becomes of its combo.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from largesse.combos.endings import Look
from largesse.combos.rows import WINDOW
from largesse.errors import (
    InsufficientCoins,
    InvalidInput,
    LargesseError,
    RateCardMissing,
    Refusal,
    SenderBlocked,
    SpendingCapReached,
    Unavailable,
)
from largesse.gifts.order import MESSAGE_LENGTH_MAX
from largesse.gifts.pricing import Wanted
from largesse.gifts.proposal import ProposalLapsed
from largesse.gifts.send import OPERATION, GiftSend, GiftSent
from largesse.ledger.deed import Deed
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.wallets.rows import wallet_of

if TYPE_CHECKING:
    from largesse.catalogue import Catalogue
    from largesse.combos import Endings
    from largesse.gifts.order import GiftOrder
    from largesse.gifts.pricing import Pricing
    from largesse.ledger.deed import Applied
    from largesse.ledger.journal import Journal
    from largesse.regions import RateCards

PRICINGS_MAX = 2
"""How often a gift is priced for one call; a price that holds too short for that is no price."""


class Sending(NamedTuple):
    """
    What gifts are sent with.

    Args:
        journal: commits the deed.
        catalogue: every gift type on offer.
        cards: every rate card.
        pricing: asks plugins for the price of what they price themselves.
        endings: end the combos that gifts begin and go on with.
    """

    journal: Journal
    catalogue: Catalogue
    cards: RateCards
    pricing: Pricing
    endings: Endings


async def send(sending: Sending, order: GiftOrder) -> Applied:
    """
    Send a gift.

    Args:
        sending: what it is sent with.
        order: what the sender asks for.

    Returns:
        The result `{"gift_id", "balance_after", "combo"}`, whose combo is None for an anonymous gift and else as the
        room is told of it; the answer is a `GiftSent`.

    Raises:
        GiftTypeUnknown: no such gift type is on offer.
        GiftVariantUnknown: it has no such variant.
        InvalidInput: the message is too long.
        KeyReused: the key stands for something else.
        PluginFailed: the plugin that prices it fails, or is in quarantine.
        Overloaded: too many wait for that plugin.
        Refusal: as `GiftSend.decide` lists them.
    """
    endings = sending.endings
    deed = deed_of(sending.catalogue, sending.cards, order, endings.window)
    try:
        if isinstance(deed, GiftSend) and deed.offer.gift_type.pricing is not None:
            applied = await _send_priced(sending, deed)
        else:
            applied = await sending.journal.submit(deed)
    except (InsufficientCoins, SpendingCapReached):
        if not order.anonymous:
            endings.look(Look(order.room_id, order.sender.id, order.gift_type, refused=True))
        raise
    except SenderBlocked:
        endings.look(Look(order.room_id, order.sender.id))
        raise
    if isinstance(applied.answer, GiftSent) and applied.answer.combo is not None:
        endings.expect(applied.answer.combo)
    return applied


async def _send_priced(sending: Sending, deed: GiftSend) -> Applied:
    """
    Have a plugin price a gift, and send it; a price that holds no more when the batch is decided is asked for anew.

    What keeps it from being priced travels in the deed: a replay answers what was committed, though the plugin is
    broken by now.
    """
    order = deed.order
    for _ in range(PRICINGS_MAX):
        try:
            wanted = Wanted(deed.offer, deed.variant, order.quantity)
            proposal = await sending.pricing.proposed(wanted, order.room_id, order.recipient_id)
            priced = replace(deed, proposal=proposal)
        except LargesseError as failure:
            priced = replace(deed, failure=failure)
        try:
            return await sending.journal.submit(priced)
        except ProposalLapsed:
            continue
    raise Unavailable("what the gift costs changes faster than it can be sent")


def deed_of(catalogue: Catalogue, cards: RateCards, order: GiftOrder, window: int = WINDOW) -> Deed:
    """
    Return the deed of an order, with a failure in it if it cannot be done whatever the state.

    Args:
        catalogue: every gift type on offer.
        cards: every rate card.
        order: what the sender asks for.
        window: how long its combo waits for the next gift, in microseconds.
    """
    deed_id = new_id()
    caller_id = order.sender.id
    hashed = fingerprint(OPERATION, order.content)
    try:
        offer = catalogue.find(order.gift_type)
        variant = offer.variant(order.variant)
        if len(order.message) > MESSAGE_LENGTH_MAX:
            raise InvalidInput("message", f"it must have {MESSAGE_LENGTH_MAX} letters at most")
    except Refusal as failure:
        return Deed(
            id=deed_id,
            caller_id=caller_id,
            key=order.key,
            operation=OPERATION,
            fingerprint=hashed,
            failure=failure,
        )
    return GiftSend(
        id=deed_id,
        caller_id=caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=hashed,
        order=order,
        offer=offer,
        variant=variant,
        cards=cards,
        time_zone=_time_zone(cards, order.sender.region),
        wallet=wallet_of(caller_id),
        combo_window=window,
    )


def _time_zone(cards: RateCards, region: str | None) -> str:
    try:
        return cards.resolve(region).time_zone
    except RateCardMissing:
        # A sender may be anywhere: only the recipient's region must have a card.
        return "UTC"
