"""
One error of each code, just as clients meet it; a test brings each about over HTTP, and it looks like this.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple

from largesse.clock import instant_of
from largesse.errors import (
    AlreadyReversed,
    AmountOutOfRange,
    EarningsInsufficient,
    ExchangeRateMissing,
    ExchangeRateStale,
    Forbidden,
    GiftToSelf,
    GiftTypeUnknown,
    GiftVariantUnknown,
    GoalsFull,
    GoalsRefused,
    InsufficientCoins,
    InvalidInput,
    KeyReused,
    LargesseError,
    MessageNotHeld,
    MessageRefused,
    NotEligible,
    NotFound,
    OutcomeUnknown,
    Overloaded,
    PluginFailed,
    PluginNotRestorable,
    PriceChanged,
    QuantityOutOfRange,
    RateCardMissing,
    RateLimited,
    RecipientNotOnStage,
    RoomNotOpen,
    SenderBlocked,
    SpendingCapReached,
    StageInvalid,
    Unauthenticated,
    Unavailable,
    WalletFrozen,
)
from largesse.money import INT64_MAX
from largesse.web.codes import Code


class TopExample(NamedTuple):
    """
    An error at the top of an answer.

    Args:
        status: of the HTTP answer.
        message: for a person.
        place: line and column of the document, where there is one.
        extensions: what it carries beside its code.
    """

    status: int
    message: str
    place: tuple[int, int] | None = None
    extensions: Mapping[str, str | int] = MappingProxyType({})


TYPED: tuple[LargesseError, ...] = (
    InvalidInput("message", "it must have 0 to 200 characters"),
    NotFound("room", "01a2099d-3992-725e-a5ff-e0d27d9c7a60"),
    Forbidden("the role operator"),
    Unauthenticated(),
    KeyReused("order 7"),
    RateLimited("messages in this room", 20, instant_of(datetime(2026, 12, 6, 12, 1, tzinfo=UTC))),
    AmountOutOfRange(INT64_MAX),
    InsufficientCoins(needed=6, available=5),
    WalletFrozen("a chargeback"),
    SpendingCapReached(limit=10, spent=7, needed=4, resets_at=instant_of(datetime(2026, 12, 7, 5, tzinfo=UTC))),
    GiftTypeUnknown("moonbeam"),
    GiftVariantUnknown("kite", "plaid"),
    QuantityOutOfRange(quantity=0, quantity_max=999),
    PriceChanged(price_seen=1, price_coins=2),
    NotEligible("adults", "sender", "AGE", "an age of 18 or more"),
    GiftToSelf(),
    SenderBlocked(""),
    RoomNotOpen("", "PAUSED"),
    RecipientNotOnStage("", ""),
    MessageRefused("chaperone", "It is not kind."),
    MessageNotHeld("", "SHOWN"),
    StageInvalid("The host is not a guest", 8),
    GoalsRefused(""),
    GoalsFull("", 5),
    RateCardMissing("AQ", "no region covers it"),
    PluginFailed("moods", "it raised RuntimeError"),
    ExchangeRateMissing("EUR", "XPF", "no plugin tells it"),
    ExchangeRateStale(
        "EUR",
        "USD",
        "bank",
        as_of=instant_of(datetime(2026, 12, 3, 13, 15, tzinfo=UTC)),
        stale_at=instant_of(datetime(2026, 12, 5, 15, tzinfo=UTC)),
        now=instant_of(datetime(2026, 12, 6, 12, tzinfo=UTC)),
    ),
    PluginNotRestorable("idle", "it is not among the plugins to load"),
    AlreadyReversed("", remaining=1, asked=2),
    EarningsInsufficient(needed=500_000, available=0),
    Unavailable(),
    Overloaded(),
    OutcomeUnknown("order 8"),
)
"""What a mutation or an exchange may be refused for, one of each code."""

TOP: dict[Code, TopExample] = {
    Code.BAD_REQUEST: TopExample(400, "Batches are not served; send one operation a request."),
    Code.BAD_USER_INPUT: TopExample(
        400, "Variable '$id' has invalid value: Expected a value of non-null type 'ID!' to be provided.", (1, 12)
    ),
    Code.DOCUMENT_NOT_TRUSTED: TopExample(400, "Only documents that were stored beforehand are executed here."),
    Code.FORBIDDEN: TopExample(403, "Pages of this origin may not ask here."),
    Code.GRAPHQL_PARSE_FAILED: TopExample(400, "Syntax Error: Expected Name, found <EOF>.", (1, 22)),
    Code.GRAPHQL_VALIDATION_FAILED: TopExample(
        400, "Cannot query field 'nam' on type 'ServerInfo'. Did you mean 'name'?", (1, 16)
    ),
    Code.INTERNAL: TopExample(200, "Internal error", extensions={"id": "01a2099d-3992-725e-a5ff-e0d27d9c7a60"}),
    Code.INTROSPECTION_DISABLED: TopExample(
        400, "Introspection is switched off here: __schema is not answered.", (1, 3)
    ),
    Code.LIMIT_EXCEEDED: TopExample(
        400,
        "The operation goes past the limit of depth, which is 15.",
        extensions={"limit": "depth", "maximum": 15, "value": 17},
    ),
    Code.METHOD_NOT_ALLOWED: TopExample(405, "GraphQL is served by GET and POST."),
    Code.NOT_ACCEPTABLE: TopExample(
        406,
        "Answers are application/graphql-response+json or application/json; subscriptions are told by"
        " text/event-stream or multipart/mixed;subscriptionSpec=1.0 or a websocket with graphql-transport-ws.",
    ),
    Code.OPERATION_RESOLUTION_FAILURE: TopExample(
        400, "The document has several operations; operationName must say which is meant."
    ),
    Code.PERSISTED_QUERY_HASH_MISMATCH: TopExample(400, "The document's name is not the SHA-256 of its text."),
    Code.PERSISTED_QUERY_NOT_FOUND: TopExample(400, "PersistedQueryNotFound"),
    Code.PERSISTED_QUERY_NOT_SUPPORTED: TopExample(400, "PersistedQueryNotSupported"),
    Code.RATE_LIMITED: TopExample(
        429,
        "The cost of a caller goes past 40 in a minute; ask again in 42 seconds.",
        extensions={"limit": "cost of a caller", "maximum": 40, "value": 22, "retryAfterSeconds": 42},
    ),
    Code.TIMEOUT: TopExample(408, "The body took longer than 0.5 seconds."),
    Code.TOO_SLOW: TopExample(200, "The reader is too slow; resume from the last cursor."),
    Code.UNSUPPORTED_MEDIA_TYPE: TopExample(415, "The body must be application/json in UTF-8."),
}
"""What may be wrong with a request, one of each code."""
