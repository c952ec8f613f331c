"""
The errors of Largesse, one tree.

LargesseError
├── ConfigurationError          what an operator must mend before the server starts
├── Refusal                     decided and final: nothing moved, and the key is not used up
│   ├── InvalidInput            a value that can never be right
│   ├── NotFound, Forbidden, Unauthenticated (with TokenRefused in `people`)
│   ├── KeyReused               the key stands for something else
│   ├── AmountOutOfRange, InsufficientCoins, WalletFrozen, SpendingCapReached
│   ├── GiftTypeUnknown, GiftVariantUnknown, QuantityOutOfRange, PriceChanged, NotEligible, GiftToSelf, SenderBlocked
│   ├── RoomNotOpen, RecipientNotOnStage, StageInvalid
│   ├── RateCardMissing, ExchangeRateMissing, ExchangeRateStale, PluginFailed, PluginNotRestorable
│   ├── AlreadyReversed, EarningsInsufficient
│   └── TurnTaken in `tellings`, which no client meets
├── Unavailable                 nothing was written; the same call may succeed later
│   └── Overloaded              too much is waiting already
└── OutcomeUnknown              it may have been written; the same key tells
    └── AnswerUnread            it was written, and what came of it cannot be read now

Each has a stable `code`; what it was raised with stays in attributes, which reach the client typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from largesse.sentences import ended


class LargesseError(Exception):
    """The root of every error that Largesse raises on purpose."""

    code: ClassVar[str] = "ERROR"

    @property
    def message(self) -> str:
        """One sentence for the person who reads it."""
        return str(self)


@dataclass(eq=False)
class ConfigurationError(LargesseError):
    """Something is set up in a way that the server cannot start with."""

    code: ClassVar[str] = "CONFIGURATION"
    reason: str

    def __str__(self) -> str:
        return self.reason


class Refusal(LargesseError):
    """A deed that was decided against: no row, no event and no key is left of it."""

    code: ClassVar[str] = "REFUSED"


@dataclass(eq=False)
class InvalidInput(Refusal):
    """A value that can never be right, at a path of the input."""

    code: ClassVar[str] = "INVALID_INPUT"
    path: str
    reason: str

    def __str__(self) -> str:
        return ended(f"{self.path}: {self.reason}")


@dataclass(eq=False)
class NotFound(Refusal):
    """Nothing of that kind has this identifier, or the caller may not know of it."""

    code: ClassVar[str] = "NOT_FOUND"
    kind: str
    id: str

    def __str__(self) -> str:
        return f"There is no {self.kind} {self.id!r}."


@dataclass(eq=False)
class Forbidden(Refusal):
    """The caller is known and may not do this."""

    code: ClassVar[str] = "FORBIDDEN"
    needs: str

    def __str__(self) -> str:
        return f"This needs {self.needs}."


class Unauthenticated(Refusal):
    """The call carries no token, and needs one."""

    code: ClassVar[str] = "UNAUTHENTICATED"

    def __str__(self) -> str:
        return "A bearer token is needed."


@dataclass(eq=False)
class KeyReused(Refusal):
    """The caller has used this idempotency key for something else."""

    code: ClassVar[str] = "KEY_REUSED"
    key: str

    def __str__(self) -> str:
        return f"The idempotency key {self.key!r} was used before with another content."


@dataclass(eq=False)
class AmountOutOfRange(Refusal):
    """An amount that does not fit a signed 64-bit integer."""

    code: ClassVar[str] = "AMOUNT_OUT_OF_RANGE"
    limit: int

    def __str__(self) -> str:
        return f"The amount is past the limit of {self.limit}."


@dataclass(eq=False)
class InsufficientCoins(Refusal):
    """The wallet holds fewer coins than are needed."""

    code: ClassVar[str] = "INSUFFICIENT_COINS"
    needed: int
    available: int

    def __str__(self) -> str:
        return f"{self.needed} coins are needed, {self.available} are available."


@dataclass(eq=False)
class WalletFrozen(Refusal):
    """The wallet is frozen by an operator."""

    code: ClassVar[str] = "WALLET_FROZEN"
    reason: str

    def __str__(self) -> str:
        return ended(f"The wallet is frozen: {self.reason}")


@dataclass(eq=False)
class SpendingCapReached(Refusal):
    """The spending cap of a window leaves too little; amounts in coins, `resets_at` as an instant."""

    code: ClassVar[str] = "SPENDING_CAP_REACHED"
    limit: int
    spent: int
    needed: int
    resets_at: int

    def __str__(self) -> str:
        return f"The cap is {self.limit} coins a day; {self.spent} are spent and {self.needed} more are needed."


@dataclass(eq=False)
class GiftTypeUnknown(Refusal):
    """No gift type on offer has this key."""

    code: ClassVar[str] = "GIFT_TYPE_UNKNOWN"
    gift_type: str

    def __str__(self) -> str:
        return f"There is no gift type {self.gift_type!r} on offer."


@dataclass(eq=False)
class GiftVariantUnknown(Refusal):
    """The gift type is on offer, and comes in no variant of this key."""

    code: ClassVar[str] = "GIFT_VARIANT_UNKNOWN"
    gift_type: str
    variant: str

    def __str__(self) -> str:
        return f"The gift type {self.gift_type!r} has no variant {self.variant!r}."


@dataclass(eq=False)
class QuantityOutOfRange(Refusal):
    """The quantity is not between one and the gift type's maximum."""

    code: ClassVar[str] = "QUANTITY_OUT_OF_RANGE"
    quantity: int
    quantity_max: int

    def __str__(self) -> str:
        return f"The quantity must be from 1 to {self.quantity_max}, not {self.quantity}."


@dataclass(eq=False)
class PriceChanged(Refusal):
    """The total that the caller saw is not the total now; both in coins."""

    code: ClassVar[str] = "PRICE_CHANGED"
    price_seen: int
    price_coins: int

    def __str__(self) -> str:
        return f"The price is {self.price_coins} coins, not {self.price_seen}."


@dataclass(eq=False)
class NotEligible(Refusal):
    """
    Sender or recipient may not give or receive this gift type.

    `party` is `sender` or `recipient`; `reason` is `AGE_UNKNOWN`, `AGE`, `REGION_UNKNOWN`, `REGION`, `LEVEL_UNKNOWN`,
    `LEVEL`, `ROOM`, `NOT_YET` or `OVER`; `required` says what would do.
    """

    code: ClassVar[str] = "NOT_ELIGIBLE"
    gift_type: str
    party: str
    reason: str
    required: str

    def __str__(self) -> str:
        return f"The {self.party} is not eligible for {self.gift_type!r} ({self.reason}): {self.required}."


class GiftToSelf(Refusal):
    """Sender and recipient are the same person."""

    code: ClassVar[str] = "GIFT_TO_SELF"

    def __str__(self) -> str:
        return "Nobody can send a gift to themselves."


@dataclass(eq=False)
class SenderBlocked(Refusal):
    """The sender is blocked in this room."""

    code: ClassVar[str] = "SENDER_BLOCKED"
    room_id: str

    def __str__(self) -> str:
        return "The sender is blocked in this room."


@dataclass(eq=False)
class RoomNotOpen(Refusal):
    """The room is closed or paused; `status` is `CLOSED` or `PAUSED`."""

    code: ClassVar[str] = "ROOM_NOT_OPEN"
    room_id: str
    status: str

    def __str__(self) -> str:
        return f"The room is {self.status.lower()}."


@dataclass(eq=False)
class RecipientNotOnStage(Refusal):
    """The recipient is neither the host nor a guest on the room's stage."""

    code: ClassVar[str] = "RECIPIENT_NOT_ON_STAGE"
    room_id: str
    recipient_id: str

    def __str__(self) -> str:
        return "The recipient is not on the room's stage."


@dataclass(eq=False)
class StageInvalid(Refusal):
    """A stage that cannot be: too many guests, one named twice, or the host among them."""

    code: ClassVar[str] = "STAGE_INVALID"
    reason: str
    guests_max: int

    def __str__(self) -> str:
        return f"{self.reason}; a stage takes {self.guests_max} guests at most."


@dataclass(eq=False)
class RateCardMissing(Refusal):
    """No rate card, or more than one, is in force for a region; an empty region is an unknown one."""

    code: ClassVar[str] = "RATE_CARD_MISSING"
    region: str
    reason: str

    def __str__(self) -> str:
        return ended(f"No rate card can be used for region {self.region!r}: {self.reason}")


@dataclass(eq=False)
class PluginFailed(Refusal):
    """A plugin that this depends on raised, was late or answered nonsense."""

    code: ClassVar[str] = "PLUGIN_FAILED"
    plugin: str
    reason: str

    def __str__(self) -> str:
        return ended(f"The plugin {self.plugin!r} failed: {self.reason}")


@dataclass(eq=False)
class ExchangeRateMissing(Refusal):
    """No rate, or more than one, can be told of two currencies of ISO 4217."""

    code: ClassVar[str] = "EXCHANGE_RATE_MISSING"
    base: str
    quote: str
    reason: str

    def __str__(self) -> str:
        return ended(f"There is no exchange rate of {self.base} in {self.quote}: {self.reason}")


@dataclass(eq=False)
class ExchangeRateStale(Refusal):
    """
    The rate of two currencies is too old.

    `as_of` is the instant for which it was published, `stale_at` the one from which it is refused, `now` when it was.
    """

    code: ClassVar[str] = "EXCHANGE_RATE_STALE"
    base: str
    quote: str
    plugin: str
    as_of: int
    stale_at: int
    now: int

    @property
    def age_seconds(self) -> int:
        """Return how old the rate is, in whole seconds."""
        return (self.now - self.as_of) // 1_000_000

    @property
    def stale_seconds(self) -> int:
        """Return for how long it has been too old, in whole seconds."""
        return (self.now - self.stale_at) // 1_000_000

    def __str__(self) -> str:
        return (
            f"The exchange rate of {self.base} in {self.quote} is {self.age_seconds} seconds old, and has been stale"
            f" for {self.stale_seconds}."
        )


@dataclass(eq=False)
class PluginNotRestorable(Refusal):
    """A plugin that was not loaded when the server started, so that there is nothing to call again."""

    code: ClassVar[str] = "PLUGIN_NOT_RESTORABLE"
    plugin: str
    reason: str

    def __str__(self) -> str:
        return ended(f"The plugin {self.plugin!r} was not loaded when the server started: {self.reason}")


@dataclass(eq=False)
class AlreadyReversed(Refusal):
    """Less of this gift is left than was asked to be reversed; both in units of quantity."""

    code: ClassVar[str] = "ALREADY_REVERSED"
    gift_id: str
    remaining: int
    asked: int

    def __str__(self) -> str:
        return f"{self.remaining} of this gift are left to reverse, not {self.asked}."


@dataclass(eq=False)
class EarningsInsufficient(Refusal):
    """The creator holds fewer diamonds than must be taken back; both in millionths of a diamond."""

    code: ClassVar[str] = "EARNINGS_INSUFFICIENT"
    needed: int
    available: int

    def __str__(self) -> str:
        return f"{self.needed} diamond units must be taken back, {self.available} are there."


@dataclass(eq=False)
class Unavailable(LargesseError):
    """Nothing was written; the same call may succeed later."""

    code: ClassVar[str] = "UNAVAILABLE"
    reason: str = "the database does not answer"

    def __str__(self) -> str:
        return f"{ended(f'Not available now: {self.reason}')} Nothing was changed."


@dataclass(eq=False)
class Overloaded(Unavailable):
    """Too much waits already; nothing was written."""

    code: ClassVar[str] = "OVERLOADED"
    reason: str = "too many calls are waiting"


@dataclass(eq=False)
class OutcomeUnknown(LargesseError):
    """The connection broke after the write was sent; the same call with the same key tells what became of it."""

    code: ClassVar[str] = "OUTCOME_UNKNOWN"
    key: str

    def __str__(self) -> str:
        return "Whether this was done is not known; the same call with the same idempotency key tells."


@dataclass(eq=False)
class AnswerUnread(OutcomeUnknown):
    """It was written, and what came of it cannot be read; the key is empty where only a part of it cannot."""

    key: str = ""

    def __str__(self) -> str:
        return "This was done, but cannot all be read now; the same call with the same idempotency key tells."
