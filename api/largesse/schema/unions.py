"""
What each mutation may be refused for, as a union.
"""

from typing import Annotated

import strawberry

from largesse.schema.message_refusals import MessageNotHeldError, MessageRefusedError, RateLimitedError
from largesse.schema.refusals import (
    AlreadyReversedError,
    AmountOutOfRangeError,
    EarningsInsufficientError,
    ForbiddenError,
    GiftToSelfError,
    GiftTypeUnknownError,
    GiftVariantUnknownError,
    GoalsFullError,
    GoalsRefusedError,
    InsufficientCoinsError,
    InvalidInputError,
    KeyReusedError,
    NotEligibleError,
    NotFoundError,
    OutcomeUnknownError,
    OverloadedError,
    PluginFailedError,
    PluginNotRestorableError,
    PriceChangedError,
    QuantityOutOfRangeError,
    RateCardMissingError,
    RecipientNotOnStageError,
    RoomNotOpenError,
    SenderBlockedError,
    SpendingCapReachedError,
    StageInvalidError,
    UnauthenticatedError,
    UnavailableError,
    WalletFrozenError,
)

Common = (
    InvalidInputError
    | UnauthenticatedError
    | ForbiddenError
    | KeyReusedError
    | UnavailableError
    | OverloadedError
    | OutcomeUnknownError
)
"""What any mutation may be refused for."""

AccessRevokeError = Annotated[
    Common,
    strawberry.union("AccessRevokeError", description="Why no access was revoked."),
]
PluginRestoreError = Annotated[
    Common | NotFoundError | PluginNotRestorableError,
    strawberry.union("PluginRestoreError", description="Why a plugin was not restored."),
]
WalletGrantError = Annotated[
    Common | AmountOutOfRangeError,
    strawberry.union("WalletGrantError", description="Why coins were not granted."),
]
WalletCapSetError = Annotated[
    Common,
    strawberry.union("WalletCapSetError", description="Why a spending cap was not set."),
]
WalletFreezeError = Annotated[
    Common,
    strawberry.union("WalletFreezeError", description="Why a wallet was neither frozen nor released."),
]
RoomOpenError = Annotated[
    Common | NotFoundError,
    strawberry.union("RoomOpenError", description="Why a room was not opened."),
]
RoomStageSetError = Annotated[
    Common | NotFoundError | RoomNotOpenError | StageInvalidError,
    strawberry.union("RoomStageSetError", description="Why a stage was not set."),
]
RoomPauseError = Annotated[
    Common | NotFoundError | RoomNotOpenError,
    strawberry.union("RoomPauseError", description="Why a room was neither paused nor resumed."),
]
RoomCloseError = Annotated[
    Common | NotFoundError | RoomNotOpenError,
    strawberry.union("RoomCloseError", description="Why a room was not closed."),
]
RoomBlockSetError = Annotated[
    Common | NotFoundError | RoomNotOpenError,
    strawberry.union("RoomBlockSetError", description="Why somebody was neither blocked nor unblocked."),
]
StandingSetError = Annotated[
    Common,
    strawberry.union("StandingSetError", description="Why it was not changed who is listed on boards."),
]
BoardSetError = Annotated[
    Common | NotFoundError,
    strawberry.union("BoardSetError", description="Why it was not changed whether boards are shown."),
]
MessageSendError = Annotated[
    Common
    | NotFoundError
    | RoomNotOpenError
    | SenderBlockedError
    | WalletFrozenError
    | RateLimitedError
    | MessageRefusedError
    | PluginFailedError,
    strawberry.union("MessageSendError", description="Why a message was not sent: it is kept nowhere."),
]
MessageRemoveError = Annotated[
    Common | NotFoundError,
    strawberry.union("MessageRemoveError", description="Why a message was not removed."),
]
MessageDecideError = Annotated[
    Common | NotFoundError | RoomNotOpenError | MessageNotHeldError,
    strawberry.union("MessageDecideError", description="Why nothing was decided on a message."),
]
GiftSendError = Annotated[
    Common
    | NotFoundError
    | GiftTypeUnknownError
    | GiftVariantUnknownError
    | QuantityOutOfRangeError
    | RoomNotOpenError
    | RecipientNotOnStageError
    | GiftToSelfError
    | SenderBlockedError
    | WalletFrozenError
    | NotEligibleError
    | AmountOutOfRangeError
    | PriceChangedError
    | SpendingCapReachedError
    | InsufficientCoinsError
    | RateCardMissingError
    | PluginFailedError,
    strawberry.union("GiftSendError", description="Why a gift was not sent: nothing was debited."),
]
GiftReverseError = Annotated[
    Common | NotFoundError | AlreadyReversedError | EarningsInsufficientError | AmountOutOfRangeError,
    strawberry.union("GiftReverseError", description="Why a gift was not taken back."),
]
GiftThankError = Annotated[
    Common | NotFoundError,
    strawberry.union("GiftThankError", description="Why a gift was not thanked for."),
]
GoalSetError = Annotated[
    Common | NotFoundError | RoomNotOpenError | GiftTypeUnknownError | GoalsRefusedError | GoalsFullError,
    strawberry.union("GoalSetError", description="Why a goal was not set."),
]
GoalCancelError = Annotated[
    Common | NotFoundError | RoomNotOpenError,
    strawberry.union("GoalCancelError", description="Why a goal was not cancelled."),
]
GoalRefuseError = Annotated[
    Common | NotFoundError,
    strawberry.union("GoalRefuseError", description="Why goals were neither refused nor allowed again."),
]
