"""
The control over gifts: each was paid for, and its room heard of it, in its own commit.
"""

from __future__ import annotations

from largesse.ledger.verification import Check

_HEARD = """
SELECT CAST(g.id AS text), 'its room heard of it ' || CAST(count(e.cause_id) AS text) || ' times'
FROM gifts g LEFT JOIN events e ON e.stream_id = g.room_id AND e.cause_id = g.id AND e.kind = 'giftSent'
GROUP BY g.id HAVING count(e.cause_id) <> 1
UNION ALL
SELECT CAST(e.cause_id AS text), 'an event tells of it and there is no gift'
FROM events e LEFT JOIN gifts g ON g.id = e.cause_id WHERE e.kind = 'giftSent' AND g.id IS NULL
"""
_PAID = """
SELECT CAST(g.id AS text), 'cost ' || CAST(g.total_coins AS text) || ' coins, where its transfer redeemed '
  || CAST(coalesce(p.amount, 0) AS text)
FROM gifts g LEFT JOIN postings p ON p.transfer_id = g.id AND p.account = 'coins_redeemed' AND p.asset = 'COIN'
WHERE coalesce(p.amount, 0) <> g.total_coins
"""

GIFT_CHECKS = (
    Check("heard", "a gift and its event are there together, once", _HEARD),
    Check("paid", "a gift cost what its transfer redeemed", _PAID),
)
