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

ROOM_EVENTS = """
subscription RoomEvents($roomId: ID!, $after: String) {
  roomEvents(roomId: $roomId, after: $after) {
    __typename
    ... on StreamItem { cursor offset }
    ... on GiftSentEvent { gift { id } }
  }
}
"""

GIFTS_TOLD = """
subscription GiftsTold($roomId: ID!, $after: String) {
  roomEvents(roomId: $roomId, after: $after) {
    ... on StreamItem { cursor offset }
    ... on GiftSentEvent {
      gift {
        quantity
        totalCoins
        sender { name }
        recipient { name }
        typeWhenSent { name emoji }
        recipientReceipt { earned { units } }
      }
    }
  }
}
"""
"""What the feed shows; an operator sees the recipient's part too."""

FIRST_QUERY = (
    "{ viewer { person { name } wallet { availableCoins } } giftTypes(first: 3) { nodes { key name priceCoins } } }"
)
"""Who am I, what do I have, and what could I give?"""
