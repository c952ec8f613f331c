"""
The documents that the demo's clients send; a front-end's look no different.
"""

MENU = """
query Menu($roomId: ID!) {
  room(id: $roomId) { stage { id } }
  giftPanel(roomId: $roomId) {
    items(first: 100) { nodes { priceCoins ineligibility { reasonCode } giftType { key quantityMax } } }
  }
}
"""

GIFT_SEND = """
mutation GiftSend($input: GiftSendInput!) {
  giftSend(input: $input) {
    gift { id }
    wallet { availableCoins }
    errors { ... on UserError { code message } ... on PriceChangedError { priceCoins } }
  }
}
"""

WALLET_GRANT = """
mutation WalletGrant($input: WalletGrantInput!) {
  walletGrant(input: $input) {
    wallet { availableCoins }
    errors { ... on UserError { code message } }
  }
}
"""

STANDING_SET = """
mutation StandingSet($input: StandingSetInput!) {
  standingSet(input: $input) { errors { ... on UserError { code message } } }
}
"""

MESSAGE_SEND = """
mutation MessageSend($input: MessageSendInput!) {
  messageSend(input: $input) { errors { ... on UserError { code message } } }
}
"""

ROOM_EVENTS = """
subscription RoomEvents($roomId: ID!, $after: String) {
  roomEvents(roomId: $roomId, after: $after) {
    __typename
    ... on StreamItem { cursor offset fromOffset }
    ... on GiftSentEvent { gift { id } combo { id count } }
  }
}
"""

ROOM_TOLD = """
subscription RoomTold($roomId: ID!, $after: String) {
  roomEvents(roomId: $roomId, after: $after) {
    __typename
    ... on StreamItem { cursor }
    ... on RoomSnapshot { room { viewerCount board { ...Board } } }
    ... on GiftSentEvent {
      gift {
        quantity
        totalCoins
        sender { name }
        recipient { name }
        typeWhenSent { name emoji }
        recipientReceipt { earned { units } }
      }
      combo { id count totalCoins }
    }
    ... on ComboEndedEvent { combo { id count totalCoins endReason } }
    ... on MessageSentEvent { message { text sender { name } } }
    ... on BoardChanged { board { ...Board } }
    ... on ViewersChanged { viewerCount }
  }
}

fragment Board on Board {
  entries(first: 8) { nodes { rank coins person { name } } }
}
"""
"""What the feed shows; an operator sees the recipient's part too. What has no cursor is no event."""

FIRST_QUERY = (
    "{ viewer { person { name } wallet { availableCoins } } giftTypes(first: 3) { nodes { key name priceCoins } } }"
)
"""Who am I, what do I have, and what could I give?"""
