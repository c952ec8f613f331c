"""
What every contender tells: one subscription, and an event as it is written in the answer to it.
"""

from __future__ import annotations

DOCUMENT = """subscription Room($roomId: ID!) {
  roomEvents(roomId: $roomId) {
    __typename
    ... on StreamItem { cursor offset }
    ... on GiftSentEvent { occurredAt gift { id quantity totalCoins sender { id } } }
  }
}"""
EVENT = {
    "__typename": "GiftSentEvent",
    "cursor": "AAAAAAAAAAEAAAAAAAAAA6uDfbYi",
    "offset": "3",
    "occurredAt": "2026-01-01T12:00:00.688884Z",
    "gift": {
        "id": "R2lmdDowMWEyMGYzZS1kNGQ4LTc3YjYtOWZjZS0zZDEwN2YyNjcxZGI",
        "quantity": 1,
        "totalCoins": "1",
        "sender": {"id": "UGVyc29uOmFmNjY4NmUxLTIwNDktNTkwMy1hNDNiLTJlMzg3NDJjODEyNA"},
    },
}
"""As long as one of Largesse's own, so that all of them write the same number of bytes."""
NEXT = b'"type":"next"'
"""What every message has in it that tells something, and no other."""
GIFT = b'"GiftSentEvent"'
"""What every message has in it that tells a gift; a room also hears what follows from them, such as a combo's end."""
