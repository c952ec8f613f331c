"""
`giftSend`: coins leave the sender's lots, diamonds reach the recipient's bucket, and the room hears of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from largesse.catalogue import ineligible
from largesse.combos.rows import COMBOS, ComboRow
from largesse.combos.streak import Given, Step, combo_of, step
from largesse.earnings.rows import BUCKETS, BucketRow, pending_of
from largesse.errors import InsufficientCoins, PriceChanged, QuantityOutOfRange, WalletFrozen
from largesse.gifts.detail import SentDetail, bucket_detail, detail_text, type_fragment
from largesse.gifts.heard import sent_event
from largesse.gifts.order import GiftOrder, occasion_of
from largesse.gifts.parts import matures_at, parts_of
from largesse.gifts.postings import legs_of, postings_of
from largesse.gifts.proposal import ProposalLapsed
from largesse.gifts.recipient import recipient_of
from largesse.gifts.rows import GIFT_TEXTS, GIFTS, GiftRow, GiftTextRow
from largesse.gifts.sums import sums_of
from largesse.ledger.deed import Decision, Deed, Write
from largesse.money import checked
from largesse.rooms.rows import ROOM_BLOCKS, ROOMS
from largesse.wallets.draw import draw, expired_coins, lot_after
from largesse.wallets.limit import spend
from largesse.wallets.rows import LIMITS, LOTS, PERIOD_DAY, SCOPE_WALLET, WALLETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.catalogue import Offer
    from largesse.clock import Instant
    from largesse.gifts.proposal import Proposal
    from largesse.gifts.sums import Sums
    from largesse.ledger.account import Account
    from largesse.ledger.deed import Needs, State
    from largesse.offers import GiftVariant
    from largesse.regions import CardInForce, RateCards
    from largesse.rooms.stage import StageMember
    from largesse.wallets.draw import Draw
    from largesse.wallets.rows import LimitRow, LotRow

OPERATION = "giftSend"


class GiftSent(NamedTuple):
    """
    The answer of a gift that was sent.

    Args:
        gift: the gift.
        combo: the combo that it belongs to, with it in it; None if it is anonymous.
        balance_after: the sender's coins after it, in the books.
        available_after: those of them that can be spent.
    """

    gift: GiftRow
    combo: ComboRow | None
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
        combo_window: how long its combo waits for the next gift, in microseconds.
        proposal: what its plugin asks for it, where the gift type prices itself.
    """

    order: GiftOrder
    offer: Offer
    variant: GiftVariant | None
    cards: RateCards
    time_zone: str
    wallet: Account
    combo_window: int
    proposal: Proposal | None = None

    def needs(self, needs: Needs) -> None:
        """Name the wallet with its lots, limit and combos, and the room with whether the sender is blocked in it."""
        wallet_id = self.wallet.id
        room_id = self.order.room_id
        needs.wallet(self.wallet)
        needs.row(WALLETS, wallet_id)
        needs.range(LOTS, wallet_id)
        needs.row(LIMITS, wallet_id, SCOPE_WALLET, PERIOD_DAY)
        needs.stream(room_id)
        needs.row(ROOMS, room_id)
        needs.row(ROOM_BLOCKS, room_id, self.order.sender.id)
        if not self.order.anonymous:
            needs.range(COMBOS, wallet_id)

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
        quantity_max = self.offer.gift_type.quantity_max
        if not 1 <= order.quantity <= quantity_max:
            raise QuantityOutOfRange(order.quantity, quantity_max)
        recipient = recipient_of(order, state)
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
        streak = self._streak(state, recipient.person_id, price, sums.diamonds)
        combo_id = streak.combo.id if streak.combo else None
        sent = SentDetail(type_fragment(self.offer, self.variant), combo_id, self.proposal)
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
            detail_text(sent, parts, in_force, bucket, recipient.person_id),
        )
        account = state.account(self.wallet)
        balance_after = (account.balance if account else 0) - total
        return Decision(
            postings=postings_of(sums, self.wallet, pending),
            legs=legs_of(sums),
            writes=[
                *self._writes(gift, draws, limit, _bucket_row(pending.id, in_force, bucket["matures_at"], sums)),
                *streak.writes(),
            ],
            events=[
                *streak.events(),
                sent_event(gift, self.offer.gift_type, self.variant, streak.told),
            ],
            result={"gift_id": self.id, "balance_after": balance_after, "combo": streak.told},
            answer=GiftSent(gift, streak.combo, balance_after, balance_after - expired_coins(lots, now)),
        )

    def _streak(self, state: State, recipient_id: str, price: int, diamonds: int) -> Step:
        """Return what the gift does to combos: nothing if it is anonymous, since its combo would unmask it."""
        order, gift_type = self.order, self.offer.gift_type
        if order.anonymous:
            return Step()
        before = combo_of(state.range(COMBOS, self.wallet.id), order.room_id, recipient_id, gift_type.key)
        if before is None:
            # Comes back only if there are no more that run: then it is none of them.
            state.more(COMBOS, self.wallet.id)
        given = Given(
            self.id,
            self.wallet.id,
            order.room_id,
            order.sender.id,
            recipient_id,
            gift_type.key,
            gift_type.version,
            price,
            order.quantity,
            diamonds,
        )
        return step(before, given, state.now, self.combo_window)

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


def _bucket_row(account_id: str, in_force: CardInForce, due: int, sums: Sums) -> BucketRow | None:
    if not sums.diamonds:
        return None
    value = sums.value_paid + sums.value_free
    return BucketRow(account_id, in_force.region, in_force.card.version, due, sums.diamonds, value, in_force.currency)
