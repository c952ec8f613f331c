"""
`giftSend`: coins leave the sender's lots, diamonds reach the recipient's bucket, and the room hears of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import orjson

from largesse.catalogue import ineligible
from largesse.earnings.rows import BUCKETS, BucketRow, pending_of
from largesse.errors import (
    GiftToSelf,
    InsufficientCoins,
    InvalidInput,
    LargesseError,
    NotFound,
    PriceChanged,
    QuantityOutOfRange,
    RateCardMissing,
    RecipientNotOnStage,
    Refusal,
    RoomNotOpen,
    SenderBlocked,
    Unavailable,
    WalletFrozen,
)
from largesse.gifts.detail import bucket_detail, detail_text, type_fragment
from largesse.gifts.order import MESSAGE_LENGTH_MAX, GiftOrder, occasion_of
from largesse.gifts.parts import matures_at, parts_of
from largesse.gifts.postings import legs_of, postings_of
from largesse.gifts.pricing import Wanted
from largesse.gifts.proposal import ProposalLapsed
from largesse.gifts.rows import GIFT_TEXTS, GIFTS, GiftRow, GiftTextRow
from largesse.gifts.sums import sums_of
from largesse.ledger.deed import Decision, Deed, Event, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.money import checked
from largesse.rooms.rows import ROOM_BLOCKS, ROOMS
from largesse.rooms.stage import StageMember, member_of, stage_of
from largesse.wallets.draw import draw, expired_coins, lot_after
from largesse.wallets.limit import spend
from largesse.wallets.rows import LIMITS, LOTS, PERIOD_DAY, SCOPE_WALLET, WALLETS, wallet_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.catalogue import Catalogue, Offer
    from largesse.clock import Instant
    from largesse.gifts.pricing import Pricing
    from largesse.gifts.proposal import Proposal
    from largesse.gifts.sums import Sums
    from largesse.ledger.account import Account
    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal
    from largesse.offers import GiftVariant
    from largesse.regions import CardInForce, RateCards
    from largesse.wallets.draw import Draw
    from largesse.wallets.rows import LimitRow, LotRow

OPERATION = "giftSend"
PRICINGS_MAX = 2
"""How often a gift is priced for one call; a price that holds too short for that is no price."""


class GiftSent(NamedTuple):
    """The answer of a gift that was sent: the gift, and the sender's coins after it, in the books and to be spent."""

    gift: GiftRow
    balance_after: int
    available_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftSend(Deed):
    """
    Send a gift; the gift takes the deed's identifier.

    Args:
        order: what the sender asks for.
        offer: the gift type on offer.
        variant: which of its variants; None if it has none.
        cards: every rate card; the recipient's in force is chosen by the batch's instant.
        time_zone: the IANA zone in which the sender's days are counted.
        wallet: the sender's COIN account.
        proposal: what its plugin asks for it, where the gift type prices itself.
    """

    order: GiftOrder
    offer: Offer
    variant: GiftVariant | None
    cards: RateCards
    time_zone: str
    wallet: Account
    proposal: Proposal | None = None

    def needs(self, needs: Needs) -> None:
        """Name the wallet with its lots and limit, and the room with whoever is blocked in it."""
        wallet_id = self.wallet.id
        room_id = self.order.room_id
        needs.wallet(self.wallet)
        needs.row(WALLETS, wallet_id)
        needs.range(LOTS, wallet_id)
        needs.row(LIMITS, wallet_id, SCOPE_WALLET, PERIOD_DAY)
        needs.stream(room_id)
        needs.row(ROOMS, room_id)
        needs.row(ROOM_BLOCKS, room_id, self.order.sender.id)

    def decide(self, state: State) -> Decision:
        """
        Decide in the order of the refusals below: the first that holds is told.

        Raises:
            QuantityOutOfRange: the quantity is not between one and the gift type's most.
            NotFound: there is no such room.
            RoomNotOpen: it is closed or paused.
            RecipientNotOnStage: the recipient is neither host nor guest.
            GiftToSelf: the sender is the recipient.
            SenderBlocked: the sender is blocked in the room.
            WalletFrozen: the sender's wallet is frozen.
            NotEligible: sender or recipient may not give or receive this gift type.
            ProposalLapsed: what its plugin asked for it does not hold, or was not asked.
            PriceChanged: the total is not the one that was seen.
            SpendingCapReached: the sender's cap leaves too little.
            InsufficientCoins: the sender's lots hold too little that has not expired.
            RateCardMissing: no card is in force for the recipient's region.
        """
        order = self.order
        recipient = self._recipient(state)
        now = state.now
        price = self._agreed_price(state, recipient)
        total = price * order.quantity
        limit = state.get(LIMITS, self.wallet.id, SCOPE_WALLET, PERIOD_DAY)
        limit = spend(limit, self.wallet.id, total, now, self.time_zone)
        lots = state.range(LOTS, self.wallet.id)
        draws = self._draws(state, lots, total)
        in_force = self.cards.in_force(recipient.region, now)
        parts = parts_of(draws, in_force)
        sums = sums_of(parts, in_force.currency)
        pending = pending_of(recipient.person_id)
        bucket = bucket_detail(pending.id, in_force, matures_at(in_force, now))
        gift = GiftRow(
            self.id,
            order.room_id,
            order.sender.id,
            recipient.person_id,
            self.offer.gift_type.key,
            order.quantity,
            price,
            total,
            sums.diamonds,
            order.anonymous,
            now,
            detail_text(
                type_fragment(self.offer, self.variant),
                parts,
                in_force,
                bucket,
                recipient.person_id,
                self.proposal,
            ),
        )
        account = state.account(self.wallet)
        balance_after = (account.balance if account else 0) - total
        return Decision(
            postings=postings_of(sums, self.wallet, pending),
            legs=legs_of(sums),
            writes=self._writes(gift, draws, limit, _bucket_row(pending.id, in_force, bucket["matures_at"], sums)),
            events=(self._event(gift),),
            result={"gift_id": self.id, "balance_after": balance_after},
            answer=GiftSent(gift, balance_after, balance_after - expired_coins(lots, now)),
        )

    def _recipient(self, state: State) -> StageMember:
        order = self.order
        quantity_max = self.offer.gift_type.quantity_max
        if not 1 <= order.quantity <= quantity_max:
            raise QuantityOutOfRange(order.quantity, quantity_max)
        room = state.get(ROOMS, order.room_id)
        if room is None:
            raise NotFound("room", order.room_id)
        if room.status != "OPEN":
            raise RoomNotOpen(order.room_id, room.status)
        recipient = member_of(stage_of(room.stage), order.recipient_id)
        if recipient is None:
            raise RecipientNotOnStage(order.room_id, order.recipient_id or "")
        if recipient.person_id == order.sender.id:
            raise GiftToSelf
        block = state.get(ROOM_BLOCKS, order.room_id, order.sender.id)
        if block is not None and block.blocked:
            raise SenderBlocked(order.room_id)
        return recipient

    def _agreed_price(self, state: State, recipient: StageMember) -> int:
        order, offer = self.order, self.offer
        wallet = state.get(WALLETS, self.wallet.id)
        if wallet is not None and wallet.frozen:
            raise WalletFrozen(wallet.frozen_reason)
        if offer.restricted:
            self._check_eligible(state.now, recipient)
        if offer.gift_type.pricing is None:
            price = offer.price_at(self.variant, state.now)
        elif self.proposal is not None and self.proposal.holds(state.now, recipient.region):
            price = self.proposal.coins
        else:
            raise ProposalLapsed
        total = checked(price * order.quantity)
        if total != order.price_seen:
            raise PriceChanged(order.price_seen, total)
        return price

    def _check_eligible(self, now: Instant, recipient: StageMember) -> None:
        refusal = ineligible(self.offer.gift_type, occasion_of(self.order.sender, self.order.room_id, now, recipient))
        if refusal is not None:
            raise refusal

    def _draws(self, state: State, lots: Sequence[LotRow], total: int) -> list[Draw]:
        draws, missing = draw(lots, total, state.now)
        if missing:
            # Comes back only if there are no more lots: then what could be drawn is all that there is.
            state.more(LOTS, self.wallet.id)
            raise InsufficientCoins(total, total - missing)
        return draws

    def _writes(self, gift: GiftRow, draws: Sequence[Draw], limit: LimitRow, bucket: BucketRow | None) -> list[Write]:
        writes = [Write(LOTS, lot_after(each.lot, each.used_after)) for each in draws]
        writes.append(Write(LIMITS, limit))
        if bucket is not None:
            writes.append(Write(BUCKETS, bucket))
        writes.append(Write(GIFTS, gift))
        if self.order.message:
            writes.append(Write(GIFT_TEXTS, GiftTextRow(self.id, self.order.message)))
        return writes

    def _event(self, gift: GiftRow) -> Event:
        payload = {
            "gift_id": gift.id,
            "recipient_id": gift.recipient_id,
            "gift_type": gift.gift_type,
            "version": self.offer.gift_type.version,
            "quantity": gift.quantity,
            "total_coins": gift.total_coins,
            "diamonds": gift.diamonds,
            "anonymous": gift.anonymous,
            "sent_at": gift.sent_at,
        }
        if self.variant is not None:
            payload["variant"] = self.variant.key
        if not gift.anonymous:
            payload["sender_id"] = gift.sender_id
        return Event(gift.room_id, "giftSent", orjson.dumps(payload).decode())


async def send(journal: Journal, catalogue: Catalogue, cards: RateCards, pricing: Pricing, order: GiftOrder) -> Applied:
    """
    Send a gift.

    Args:
        journal: commits the deed.
        catalogue: every gift type on offer.
        cards: every rate card.
        pricing: asks plugins for the price of what they price themselves.
        order: what the sender asks for.

    Returns:
        The result `{"gift_id", "balance_after"}`; the answer is a `GiftSent`.

    Raises:
        GiftTypeUnknown: no such gift type is on offer.
        GiftVariantUnknown: it has no such variant.
        InvalidInput: the message is too long.
        KeyReused: the key stands for something else.
        PluginFailed: the plugin that prices it fails, or is in quarantine.
        Overloaded: too many wait for that plugin.
        Refusal: as `GiftSend.decide` lists them.
    """
    deed = deed_of(catalogue, cards, order)
    if isinstance(deed, GiftSend) and deed.offer.gift_type.pricing is not None:
        return await _send_priced(journal, pricing, deed)
    return await journal.submit(deed)


async def _send_priced(journal: Journal, pricing: Pricing, deed: GiftSend) -> Applied:
    """
    Have a plugin price a gift, and send it; a price that holds no more when the batch is decided is asked for anew.

    What keeps it from being priced travels in the deed: a replay answers what was committed, though the plugin is
    broken by now.
    """
    order = deed.order
    for _ in range(PRICINGS_MAX):
        try:
            wanted = Wanted(deed.offer, deed.variant, order.quantity)
            priced = replace(deed, proposal=await pricing.proposed(wanted, order.room_id, order.recipient_id))
        except LargesseError as failure:
            priced = replace(deed, failure=failure)
        try:
            return await journal.submit(priced)
        except ProposalLapsed:
            continue
    raise Unavailable("what the gift costs changes faster than it can be sent")


def deed_of(catalogue: Catalogue, cards: RateCards, order: GiftOrder) -> Deed:
    """Return the deed of an order, with a failure in it if it cannot be done whatever the state."""
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
    )


def _bucket_row(account_id: str, in_force: CardInForce, due: int, sums: Sums) -> BucketRow | None:
    if not sums.diamonds:
        return None
    value = sums.value_paid + sums.value_free
    return BucketRow(account_id, in_force.region, in_force.card.version, due, sums.diamonds, value, in_force.currency)


def _time_zone(cards: RateCards, region: str | None) -> str:
    try:
        return cards.resolve(region).time_zone
    except RateCardMissing:
        # A sender may be anywhere: only the recipient's region must have a card.
        return "UTC"
