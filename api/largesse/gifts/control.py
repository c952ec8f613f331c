"""
The control over gifts: each was paid for, and its room heard of it, in its own commit.
"""

from __future__ import annotations

from largesse.ledger.verification import Check

_HEARD = """
SELECT CAST(id AS text), 'its room did not hear of it'
FROM (SELECT id, room_id FROM gifts EXCEPT SELECT cause_id, stream_id FROM events WHERE kind = 'giftSent') AS g
UNION ALL
SELECT CAST(cause_id AS text), 'a room heard of it and there is no such gift'
FROM (SELECT cause_id, stream_id FROM events WHERE kind = 'giftSent' EXCEPT SELECT id, room_id FROM gifts) AS e
UNION ALL
SELECT CAST(cause_id AS text), 'its room heard of it ' || CAST(count(*) AS text) || ' times'
FROM events WHERE kind = 'giftSent' GROUP BY cause_id HAVING count(*) > 1
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
