"""
The errors of Largesse, one tree.

LargesseError
├── ConfigurationError          what an operator must mend before the server starts
├── Refusal                     decided and final: nothing moved, and the key is not used up
│   ├── InvalidInput            a value that can never be right
│   ├── NotFound, Forbidden, Unauthenticated (with TokenRefused in `people`)
│   ├── KeyReused               the key stands for something else
│   ├── RateLimited             too much within a minute
│   ├── AmountOutOfRange, InsufficientCoins, WalletFrozen, SpendingCapReached
│   ├── GiftTypeUnknown, GiftVariantUnknown, QuantityOutOfRange, PriceChanged, NotEligible, GiftToSelf, SenderBlocked
│   ├── RoomNotOpen, RecipientNotOnStage, StageInvalid
│   ├── MessageRefused, MessageNotHeld
│   ├── GoalsRefused, GoalsFull
│   ├── RateCardMissing, ExchangeRateMissing, ExchangeRateStale, PluginFailed, PluginNotRestorable
│   ├── AlreadyReversed, EarningsInsufficient
│   └── TurnTaken in `tellings`, which no client meets
├── Unavailable                 nothing was written; the same call may succeed later
│   └── Overloaded              too much is waiting already
└── OutcomeUnknown              it may have been written; the same key tells
    └── AnswerUnread            it was written, and what came of it cannot be read now

Each has a stable `code`; what it was raised with stays in attributes, which reach the client typed.
"""

from largesse.errors.calls import (
    AmountOutOfRange,
    Forbidden,
    InvalidInput,
    KeyReused,
    NotFound,
    RateLimited,
    Unauthenticated,
)
from largesse.errors.gifts import (
    AlreadyReversed,
    GiftToSelf,
    GiftTypeUnknown,
    GiftVariantUnknown,
    NotEligible,
    PriceChanged,
    QuantityOutOfRange,
)
from largesse.errors.goals import GoalsFull, GoalsRefused
from largesse.errors.messages import MessageNotHeld, MessageRefused
from largesse.errors.rates import (
    ExchangeRateMissing,
    ExchangeRateStale,
    PluginFailed,
    PluginNotRestorable,
    RateCardMissing,
)
from largesse.errors.rooms import RecipientNotOnStage, RoomNotOpen, SenderBlocked, StageInvalid
from largesse.errors.tree import (
    AnswerUnread,
    ConfigurationError,
    LargesseError,
    OutcomeUnknown,
    Overloaded,
    Refusal,
    Unavailable,
)
from largesse.errors.wallets import EarningsInsufficient, InsufficientCoins, SpendingCapReached, WalletFrozen

__all__ = [
    "AlreadyReversed",
    "AmountOutOfRange",
    "AnswerUnread",
    "ConfigurationError",
    "EarningsInsufficient",
    "ExchangeRateMissing",
    "ExchangeRateStale",
    "Forbidden",
    "GiftToSelf",
    "GiftTypeUnknown",
    "GiftVariantUnknown",
    "GoalsFull",
    "GoalsRefused",
    "InsufficientCoins",
    "InvalidInput",
    "KeyReused",
    "LargesseError",
    "MessageNotHeld",
    "MessageRefused",
    "NotEligible",
    "NotFound",
    "OutcomeUnknown",
    "Overloaded",
    "PluginFailed",
    "PluginNotRestorable",
    "PriceChanged",
    "QuantityOutOfRange",
    "RateCardMissing",
    "RateLimited",
    "RecipientNotOnStage",
    "Refusal",
    "RoomNotOpen",
    "SenderBlocked",
    "SpendingCapReached",
    "StageInvalid",
    "Unauthenticated",
    "Unavailable",
    "WalletFrozen",
]
