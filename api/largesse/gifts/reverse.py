"""
`giftReverse`: an operator takes a gift back, whole or in part; coins and diamonds return to where they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid5

import orjson

from largesse.earnings.rows import BUCKETS, BucketRow, pending_of
from largesse.errors import AlreadyReversed, EarningsInsufficient, InvalidInput, NotFound, Refusal
from largesse.gifts.detail import GiftDetail, detail_of
from largesse.gifts.postings import legs_of, postings_of
from largesse.gifts.returns import lot_of, returns_of
from largesse.gifts.rows import GIFT_REMAINDERS, GiftRemainderRow, GiftRow
from largesse.gifts.sums import sums_of_returns
from largesse.ledger.account import NAMESPACE
from largesse.ledger.deed import Decision, Deed, Event, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.wallets.limit import give_back
from largesse.wallets.rows import LIMITS, LOTS, PERIOD_DAY, SCOPE_WALLET, LotRow, wallet_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from largesse.gifts.sums import Sums
    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal
    from largesse.ledger.table import Key

OPERATION = "giftReverse"
REASON_LENGTH_MAX = 500


class GiftReversed(NamedTuple):
    """The answer of a reversal: the gift as it stays in the books, what is left of it, and what came back."""

    gift: GiftRow
    remaining: int
    lots: tuple[LotRow, ...]
    balance_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseOrder:
    """
    What an operator asks for.

    Args:
        caller_id: the operator.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        gift_id: which gift.
        reason: why, in 1 to 500 characters.
        quantity: how many of its units; all that remain if None.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    gift_id: str
    reason: str
    quantity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftReverse(Deed):
    """
    Reverse a gift.

    Args:
        order: what the operator asks for.
        gift: the gift; its row never changes, so that it may be read before.
        detail: what the gift stores.
    """

    order: ReverseOrder
    gift: GiftRow
    detail: GiftDetail

    def needs(self, needs: Needs) -> None:
        """Name what is left of the gift, the sender's wallet and limit, and the recipient's account and bucket."""
        wallet = wallet_of(self.gift.sender_id)
        needs.wallet(wallet)
        needs.row(LIMITS, wallet.id, SCOPE_WALLET, PERIOD_DAY)
        needs.wallet(pending_of(self.gift.recipient_id))
        needs.row(BUCKETS, *self._bucket_key())
        needs.row(GIFT_REMAINDERS, self.gift.id)

    def decide(self, state: State) -> Decision:
        """
        Take the gift back.

        Raises:
            AlreadyReversed: less is left of the gift.
            EarningsInsufficient: the recipient no longer has the diamonds.
        """
        gift = self.gift
        wallet, pending = wallet_of(gift.sender_id), pending_of(gift.recipient_id)
        known = state.get(GIFT_REMAINDERS, gift.id)
        before = known.remaining if known else gift.quantity
        units = self._units(before)
        after = before - units
        returns = returns_of(self.detail["draws"], gift.total_coins, gift.quantity, before, units)
        sums = sums_of_returns(returns, self.detail["value"]["currency"])
        self._check_earnings(state, sums)
        lots = tuple(
            lot_of(each, str(uuid5(NAMESPACE, f"{self.id}/lot/{place}")), wallet.id, self.id)
            for place, each in enumerate(returns)
        )
        account = state.account(wallet)
        balance_after = (account.balance if account else 0) + sums.coins
        remainder = GiftRemainderRow(gift.id, after, known.version + 1 if known else 1)
        return Decision(
            postings=postings_of(sums, wallet, pending, sign=-1),
            legs=legs_of(sums, sign=-1),
            writes=[
                *(Write(LOTS, lot) for lot in lots),
                *self._counted_back(state, wallet.id, sums.coins),
                *self._taken_back(sums),
                Write(GIFT_REMAINDERS, remainder),
            ],
            events=(self._event(units, after, sums, state.now),),
            reverses_id=gift.id,
            result={
                "gift_id": gift.id,
                "quantity": units,
                "remaining": after,
                "coins": sums.coins,
                "reason": self.order.reason,
            },
            answer=GiftReversed(gift, after, lots, balance_after),
        )

    def _units(self, remaining: int) -> int:
        asked = self.order.quantity
        if asked is None and remaining:
            return remaining
        asked = asked or self.gift.quantity
        if asked > remaining:
            raise AlreadyReversed(self.gift.id, remaining, asked)
        return asked

    def _bucket_key(self) -> Key:
        bucket = self.detail["bucket"]
        return bucket["account_id"], bucket["region"], bucket["card_version"], bucket["matures_at"]

    def _check_earnings(self, state: State, sums: Sums) -> None:
        account = state.account(pending_of(self.gift.recipient_id))
        bucket = state.get(BUCKETS, *self._bucket_key())
        available = min(account.balance if account else 0, bucket.diamonds if bucket else 0)
        if sums.diamonds > available:
            raise EarningsInsufficient(sums.diamonds, available)

    def _counted_back(self, state: State, wallet_id: str, coins: int) -> list[Write]:
        limit = state.get(LIMITS, wallet_id, SCOPE_WALLET, PERIOD_DAY)
        changed = give_back(limit, coins, self.gift.sent_at, state.now)
        return [Write(LIMITS, changed)] if changed else []

    def _taken_back(self, sums: Sums) -> list[Write]:
        if not sums.diamonds:
            return []
        bucket = self.detail["bucket"]
        value = sums.value_paid + sums.value_free
        row = BucketRow(**bucket, diamonds=-sums.diamonds, payable_units=-value, currency=sums.currency)
        return [Write(BUCKETS, row)]

    def _event(self, units: int, remaining: int, sums: Sums, reversed_at: int) -> Event:
        gift = self.gift
        payload = {
            "gift_id": gift.id,
            "recipient_id": gift.recipient_id,
            "gift_type": gift.gift_type,
            # Gifts that were sent before there were recaps do not store it.
            "tier": self.detail["type"].get("tier"),
            "quantity": units,
            "remaining": remaining,
            "total_coins": sums.coins,
            "diamonds": sums.diamonds,
            "anonymous": gift.anonymous,
            "reversed_at": reversed_at,
        }
        if not gift.anonymous:
            payload["sender_id"] = gift.sender_id
        return Event(gift.room_id, "giftReversed", orjson.dumps(payload).decode())


async def reverse(journal: Journal, find: Callable[[str], Awaitable[GiftRow | None]], order: ReverseOrder) -> Applied:
    """
    Take a gift back, whole or in part.

    Args:
        journal: commits the deed.
        find: reads a gift from the primary, such as `gifts.models.find_gift`.
        order: what the operator asks for.

    Returns:
        The result `{"gift_id", "quantity", "remaining", "coins", "reason"}`; the answer is a `GiftReversed`.

    Raises:
        NotFound: there is no such gift.
        InvalidInput: the quantity is below one, or the reason is empty or too long.
        AlreadyReversed: less is left of the gift.
        EarningsInsufficient: the recipient no longer has the diamonds.
        KeyReused: the key stands for something else.
    """
    return await journal.submit(deed_of(await find(order.gift_id), order))


def deed_of(gift: GiftRow | None, order: ReverseOrder) -> Deed:
    """Return the deed of an order, with a failure in it if it cannot be done whatever the state."""
    hashed = fingerprint(OPERATION, order.content)
    failure = _problem_of(gift, order)
    if gift is None or failure is not None:
        return Deed(
            id=new_id(),
            caller_id=order.caller_id,
            key=order.key,
            operation=OPERATION,
            fingerprint=hashed,
            failure=failure,
        )
    return GiftReverse(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=hashed,
        order=order,
        gift=gift,
        detail=detail_of(gift.detail),
    )


def _problem_of(gift: GiftRow | None, order: ReverseOrder) -> Refusal | None:
    if order.quantity is not None and order.quantity < 1:
        return InvalidInput("quantity", "it must be at least 1")
    if not 0 < len(order.reason.strip()) <= REASON_LENGTH_MAX:
        return InvalidInput("reason", f"it must have 1 to {REASON_LENGTH_MAX} letters")
    if gift is None:
        return NotFound("gift", order.gift_id)
    return None
