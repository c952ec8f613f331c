"""
What viewers follow a room with, and what a server is asked for beside it.
"""

FOLLOW = """
subscription Follow($roomId: ID!, $after: String) {
  roomEvents(roomId: $roomId, after: $after) {
    __typename
    ... on StreamItem { cursor offset fromOffset }
    ... on RoomSnapshot { room { status gifts(first: 100) { nodes { id } } } }
    ... on GiftSentEvent { gift { id message } combo { id count } }
    ... on ComboEndedEvent { combo { id count endReason } }
    ... on Lagged { missedCount }
    ... on StreamEnded { reason }
  }
}
"""
"""Short enough for an address, since a browser's `EventSource` sends it in one."""

GIFTS = "query Gifts($roomId: ID!) { room(id: $roomId) { gifts(first: 100) { nodes { id } } } }"
"""The last of a room's gifts, the latest first."""

GIFT_SEND = """
mutation GiftSend($input: GiftSendInput!) {
  giftSend(input: $input) { gift { id } errors { ... on UserError { code } } }
}
"""

WALLET_GRANT = """
mutation WalletGrant($input: WalletGrantInput!) {
  walletGrant(input: $input) { lot { id } errors { ... on UserError { code } } }
}
"""

ROOM_OPEN = """
mutation RoomOpen($input: RoomOpenInput!) {
  roomOpen(input: $input) { room { id } errors { ... on UserError { code } } }
}
"""

ROOM_PAUSE = (
    "mutation RoomPause($input: RoomPauseInput!) { roomPause(input: $input) { errors { ... on UserError { code } } } }"
)

ROOM_CLOSE = (
    "mutation RoomClose($input: RoomCloseInput!) { roomClose(input: $input) { errors { ... on UserError { code } } } }"
)

ACCESS_REVOKE = """
mutation AccessRevoke($input: AccessRevokeInput!) {
  accessRevoke(input: $input) { errors { ... on UserError { code } } }
}
"""

VIEWER_ID = "{ viewer { person { id } } }"
"""Who calls."""
