"""
The documents that tests send for what they do most; a front-end's look no different.
"""

from __future__ import annotations

ERRORS = """
errors {
  __typename
  ... on UserError { message code path }
  ... on InvalidInputError { reason }
  ... on NotFoundError { kind }
  ... on ForbiddenError { needs }
  ... on AmountOutOfRangeError { limit }
  ... on GiftTypeUnknownError { giftType }
  ... on GiftVariantUnknownError { giftType variant }
  ... on QuantityOutOfRangeError { quantity quantityMax }
  ... on PriceChangedError { priceSeen priceCoins }
  ... on InsufficientCoinsError { neededCoins availableCoins }
  ... on WalletFrozenError { reason }
  ... on SpendingCapReachedError { capCoins spentCoins neededCoins resetsAt }
  ... on NotEligibleError { giftType party reasonCode required }
  ... on RoomNotOpenError { status }
  ... on RateCardMissingError { region reason }
  ... on PluginFailedError { plugin reason }
}
"""
"""Why a gift or a grant was refused, with all numbers."""

_WALLET = "wallet { availableCoins balanceCoins }"

GIFT_SEND = f"""
mutation GiftSend($input: GiftSendInput!) {{
  giftSend(input: $input) {{
    gift {{
      id quantity priceCoins totalCoins anonymous sentAt message remainingQuantity
      sender {{ id }} recipient {{ id }} typeWhenSent {{ key }} variant {{ key }}
      senderReceipt {{
        totalCoins
        lines {{ lotId origin channel coins paid {{ units asset }} tax {{ units }} channelFee {{ units }} }}
      }}
    }}
    combo {{ id count totalCoins status startedAt endsAt endedAt endReason }}
    {_WALLET}
    replayed
    {ERRORS}
  }}
}}
"""

WALLET_GRANT = f"""
mutation WalletGrant($input: WalletGrantInput!) {{
  walletGrant(input: $input) {{
    lot {{ id issuedCoins leftCoins paid {{ units asset decimal }} expiresAt }}
    {_WALLET}
    replayed
    errors {{
      __typename
      ... on UserError {{ message code path }}
      ... on InvalidInputError {{ reason }}
      ... on ForbiddenError {{ needs }}
      ... on AmountOutOfRangeError {{ limit }}
    }}
  }}
}}
"""

_ROOM = """
room { id status offset stage { id } }
replayed
errors { __typename ... on UserError { message code path } ... on ForbiddenError { needs } }
"""

ROOM_OPEN = f"mutation RoomOpen($input: RoomOpenInput!) {{ roomOpen(input: $input) {{ {_ROOM} }} }}"
ROOM_STAGE_SET = f"mutation RoomStageSet($input: RoomStageSetInput!) {{ roomStageSet(input: $input) {{ {_ROOM} }} }}"
ROOM_PAUSE = f"mutation RoomPause($input: RoomPauseInput!) {{ roomPause(input: $input) {{ {_ROOM} }} }}"
ROOM_CLOSE = f"mutation RoomClose($input: RoomCloseInput!) {{ roomClose(input: $input) {{ {_ROOM} }} }}"

MESSAGE_SEND = """
mutation MessageSend($input: MessageSendInput!) {
  messageSend(input: $input) {
    message { id state text sentAt heldBy heldReason sender { id } room { id } }
    replayed
    errors {
      __typename
      ... on UserError { message code path }
      ... on RateLimitedError { maximum resetsAt }
      ... on MessageRefusedError { plugin reason }
      ... on PluginFailedError { plugin reason }
    }
  }
}
"""

_MESSAGE = """
message { id state text }
replayed
errors { __typename ... on UserError { message code path } }
"""
MESSAGE_REMOVE = f"mutation Remove($input: MessageRemoveInput!) {{ messageRemove(input: $input) {{ {_MESSAGE} }} }}"
MESSAGE_DECIDE = f"mutation Decide($input: MessageDecideInput!) {{ messageDecide(input: $input) {{ {_MESSAGE} }} }}"

ROOM_EVENTS = """
subscription RoomEvents($roomId: ID!, $after: String) {
  roomEvents(roomId: $roomId, after: $after) {
    __typename
    ... on StreamItem { cursor offset }
    ... on RoomSnapshot { room { id status stage { id } gifts(first: 100) { nodes { id } } } }
    ... on GiftSentEvent {
      occurredAt
      gift { id quantity totalCoins anonymous sender { id } recipient { id } }
      combo { id count totalCoins endsAt }
    }
    ... on ComboEndedEvent {
      occurredAt
      combo { id sender { id } recipient { id } giftTypeKey count totalCoins startedAt endedAt endReason }
    }
    ... on GiftReversedEvent { reversedQuantity reversedCoins gift { id remainingQuantity } }
    ... on GiftThankedEvent { occurredAt gift { id thankedAt sender { id } recipient { id } } }
    ... on MessageSentEvent { occurredAt message { id state text sender { id } } }
    ... on MessageRemovedEvent { occurredAt message { id state text } }
    ... on StageChangedEvent { stage { id } }
    ... on Lagged { missedCount }
    ... on StreamEnded { reason }
  }
}
"""

WALLET_EVENTS = """
subscription WalletEvents($after: String) {
  walletEvents(after: $after) {
    __typename
    ... on StreamItem { cursor offset fromOffset }
    ... on WalletSnapshot { wallet { balanceCoins } }
    ... on WalletChangedEvent {
      occurredAt
      changeCoins
      balanceAfter
      entry { id }
      cause {
        __typename
        ... on GiftSentCause { gift { id } }
        ... on GiftReversedCause { gift { id } }
        ... on CoinsGrantedCause { lot { id } }
      }
    }
    ... on Lagged { missedCount }
    ... on StreamEnded { reason }
  }
}
"""

WHO_AM_I = "{ viewer { person { id } } }"
"""What a caller asks to be known."""
