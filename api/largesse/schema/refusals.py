"""
Every error of the domain as a type of the graph, with its numbers.
"""

from enum import Enum

import strawberry

from largesse import errors as domain
from largesse.schema.errors import UserError, shows
from largesse.schema.money import Money, diamonds
from largesse.schema.rooms import RoomStatus
from largesse.schema.scalars import BigInt, DateTime


@shows(domain.InvalidInput, reason="reason")
@strawberry.type
class InvalidInputError(UserError):
    """A value that can never be right, at `path`."""

    reason: str
    """What is wrong with it."""


@shows(domain.NotFound, kind="kind")
@strawberry.type
class NotFoundError(UserError):
    """Nothing of a kind has the id that was given."""

    kind: str
    """What was looked for, such as `room`."""


@shows(domain.Forbidden, needs="needs")
@strawberry.type
class ForbiddenError(UserError):
    """The caller is known and may not do this."""

    needs: str
    """Who may."""


@shows(domain.Unauthenticated)
@strawberry.type
class UnauthenticatedError(UserError):
    """The call needs a bearer token, and brought none."""


@shows(domain.KeyReused, "idempotencyKey")
@strawberry.type
class KeyReusedError(UserError):
    """The caller has used this idempotency key for something else."""


@shows(domain.AmountOutOfRange, limit="limit")
@strawberry.type
class AmountOutOfRangeError(UserError):
    """An amount would not fit 64 bits."""

    limit: BigInt
    """The greatest amount there is."""


@shows(domain.InsufficientCoins, needed_coins="needed", available_coins="available")
@strawberry.type
class InsufficientCoinsError(UserError):
    """The wallet holds fewer coins than are needed."""

    needed_coins: BigInt
    """What it costs."""
    available_coins: BigInt
    """What can be spent; the difference is the top-up that would be exact."""


@shows(domain.WalletFrozen, reason="reason")
@strawberry.type
class WalletFrozenError(UserError):
    """The wallet is frozen by an operator."""

    reason: str
    """Why, in the operator's words."""


@shows(
    domain.SpendingCapReached,
    cap_coins="limit",
    spent_coins="spent",
    needed_coins="needed",
    resets_at="resets_at",
)
@strawberry.type
class SpendingCapReachedError(UserError):
    """The wallet's own cap leaves too little for now."""

    cap_coins: BigInt
    """The cap in force."""
    spent_coins: BigInt
    """What is spent in the present window."""
    needed_coins: BigInt
    """What it costs."""
    resets_at: DateTime
    """When the next window begins."""


@shows(domain.GiftTypeUnknown, "giftType", gift_type="gift_type")
@strawberry.type
class GiftTypeUnknownError(UserError):
    """No gift type on offer has this key."""

    gift_type: str
    """The key that was given."""


@shows(domain.GiftVariantUnknown, "variant", gift_type="gift_type", variant="variant")
@strawberry.type
class GiftVariantUnknownError(UserError):
    """The gift type comes in no variant of this key."""

    gift_type: str
    """The gift type's key."""
    variant: str
    """The key that was given."""


@shows(domain.QuantityOutOfRange, "quantity", quantity="quantity", quantity_max="quantity_max")
@strawberry.type
class QuantityOutOfRangeError(UserError):
    """The quantity is not between 1 and the gift type's most."""

    quantity: int
    """The quantity that was given."""
    quantity_max: int
    """The most at once."""


@shows(domain.PriceChanged, "priceSeen", price_seen="price_seen", price_coins="price_coins")
@strawberry.type
class PriceChangedError(UserError):
    """The total is not the one that the sender was shown; nothing was debited."""

    price_seen: BigInt
    """The total in coins that was given as seen."""
    price_coins: BigInt
    """The total now: show it, and ask again."""


@strawberry.enum
class Party(Enum):
    """A side of a gift."""

    SENDER = "sender"
    """Who gives."""
    RECIPIENT = "recipient"
    """Who receives."""


@strawberry.enum
class IneligibilityReason(Enum):
    """Why somebody is not eligible."""

    AGE_UNKNOWN = "AGE_UNKNOWN"
    """An age is required, and the platform does not tell theirs."""
    AGE = "AGE"
    """They are too young."""
    REGION_UNKNOWN = "REGION_UNKNOWN"
    """It is offered in some regions alone, and theirs is not known well enough."""
    REGION = "REGION"
    """It is not offered where they are."""
    LEVEL_UNKNOWN = "LEVEL_UNKNOWN"
    """A level is required, and the platform does not tell theirs."""
    LEVEL = "LEVEL"
    """They have not come far enough."""
    ROOM = "ROOM"
    """It is offered in other rooms."""
    NOT_YET = "NOT_YET"
    """Its time is still to come; `required` says when."""
    OVER = "OVER"
    """Its time is over."""


@shows(
    domain.NotEligible,
    "giftType",
    gift_type="gift_type",
    party=lambda error: Party(error.party),
    reason_code=lambda error: IneligibilityReason(error.reason),
    required="required",
)
@strawberry.type
class NotEligibleError(UserError):
    """Sender or recipient may not give or receive this gift type."""

    gift_type: str
    """The gift type's key."""
    party: Party
    """Which side."""
    reason_code: IneligibilityReason
    """Why."""
    required: str
    """What would do, in words."""


@shows(domain.GiftToSelf, "recipientId")
@strawberry.type
class GiftToSelfError(UserError):
    """Sender and recipient are the same person."""


@shows(domain.SenderBlocked, "roomId")
@strawberry.type
class SenderBlockedError(UserError):
    """The sender may send neither gifts nor messages in this room."""


@shows(domain.RoomNotOpen, "roomId", status=lambda error: RoomStatus(error.status))
@strawberry.type
class RoomNotOpenError(UserError):
    """The room is paused or closed."""

    status: RoomStatus
    """Which of the two: a paused room may go on."""


@shows(domain.RecipientNotOnStage, "recipientId")
@strawberry.type
class RecipientNotOnStageError(UserError):
    """The recipient is neither the host nor a guest on the room's stage."""


@shows(domain.StageInvalid, "guestIds", reason="reason", guests_max="guests_max")
@strawberry.type
class StageInvalidError(UserError):
    """The stage cannot be so: too many guests, one named twice, or the host among them."""

    reason: str
    """What is wrong with it."""
    guests_max: int
    """How many guests a stage takes."""


@shows(domain.GoalsRefused, "roomId")
@strawberry.type
class GoalsRefusedError(UserError):
    """The host of the room wants no goals."""


@shows(domain.GoalsFull, "roomId", goals_max="goals_max")
@strawberry.type
class GoalsFullError(UserError):
    """The room has as many goals as it may have, at a time or ever."""

    goals_max: int
    """How many that is."""


@shows(domain.RateCardMissing, region=lambda error: error.region or None, reason="reason")
@strawberry.type
class RateCardMissingError(UserError):
    """No rate card, or more than one, is in force for the recipient's region; nothing is ever guessed."""

    region: str | None
    """The region, ISO 3166; null if it is unknown."""
    reason: str
    """What is missing or in doubt."""


@shows(domain.PluginFailed, plugin="plugin", reason="reason")
@strawberry.type
class PluginFailedError(UserError):
    """A plugin that this depends on failed, and so nothing was done."""

    plugin: str
    """The plugin's name."""
    reason: str
    """What became of it."""


@shows(domain.ExchangeRateMissing, base="base", quote="quote", reason="reason")
@strawberry.type
class ExchangeRateMissingError(UserError):
    """No exchange rate, or more than one, can be told of two currencies; nothing is ever guessed."""

    base: str
    """ISO 4217 of what would be given."""
    quote: str
    """ISO 4217 of what would be received."""
    reason: str
    """What is missing or in doubt."""


@shows(
    domain.ExchangeRateStale,
    base="base",
    quote="quote",
    plugin="plugin",
    as_of="as_of",
    stale_at="stale_at",
    age_seconds="age_seconds",
    stale_seconds="stale_seconds",
)
@strawberry.type
class ExchangeRateStaleError(UserError):
    """The exchange rate of two currencies is too old to be used."""

    base: str
    """ISO 4217 of what would be given."""
    quote: str
    """ISO 4217 of what would be received."""
    plugin: str
    """The plugin that told it."""
    as_of: DateTime
    """The instant for which it was published."""
    stale_at: DateTime
    """The instant from which it is refused."""
    age_seconds: BigInt
    """How old it is, in seconds."""
    stale_seconds: BigInt
    """For how long it has been too old, in seconds."""


@shows(domain.PluginNotRestorable, "plugin", plugin="plugin", reason="reason")
@strawberry.type
class PluginNotRestorableError(UserError):
    """The plugin was not loaded when the server started, so that there is nothing to call again."""

    plugin: str
    """The plugin's name."""
    reason: str
    """Why it was not loaded, in words."""


@shows(domain.AlreadyReversed, "quantity", remaining_quantity="remaining", asked_quantity="asked")
@strawberry.type
class AlreadyReversedError(UserError):
    """Less of the gift is left than was asked to be reversed."""

    remaining_quantity: int
    """How many of its units are left."""
    asked_quantity: int
    """How many were asked for."""


@shows(
    domain.EarningsInsufficient,
    needed=lambda error: diamonds(error.needed),
    available=lambda error: diamonds(error.available),
)
@strawberry.type
class EarningsInsufficientError(UserError):
    """The recipient no longer holds the diamonds that would be taken back."""

    needed: Money
    """What would be taken back."""
    available: Money
    """What is there."""


@shows(domain.Unavailable, retryable=lambda _: True)
@strawberry.type
class UnavailableError(UserError):
    """Nothing was done, since the server cannot do it now."""

    retryable: bool
    """Whether the same call, with the same key, may succeed later."""


@shows(domain.Overloaded, retryable=lambda _: True)
@strawberry.type
class OverloadedError(UserError):
    """Nothing was done, since too much waits already."""

    retryable: bool
    """Whether the same call, with the same key, may succeed later; wait a second or more, and longer each time."""


@shows(domain.OutcomeUnknown, "idempotencyKey", retryable=lambda _: True)
@strawberry.type
class OutcomeUnknownError(UserError):
    """Whether it was done is not known: send the same call with the same key, which never does it twice."""

    retryable: bool
    """Whether the same call with the same key tells what became of it."""
