"""
The control over gifts: each was paid for, its room heard of it in its own commit, and its combo counts it.
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
# A gift's detail begins with its combo's identifier, which stands behind `{"combo":"`, or with null.
_COUNTED = """
WITH given AS (
  SELECT CASE WHEN detail LIKE '{"combo":"%' THEN substr(detail, 11, 36) END AS combo_id, CAST(id AS text) AS id,
    room_id, sender_id, recipient_id, gift_type, price_coins, quantity, total_coins, diamonds, anonymous
  FROM gifts
), counted AS (
  SELECT combo_id, sum(quantity) AS quantity, sum(total_coins) AS total_coins, sum(diamonds) AS diamonds
  FROM given WHERE combo_id IS NOT NULL GROUP BY combo_id
)
SELECT CAST(c.id AS text), 'counts ' || CAST(c.quantity AS text) || ' for ' || CAST(c.total_coins AS text)
  || ' coins, its gifts are ' || CAST(coalesce(g.quantity, 0) AS text) || ' for '
  || CAST(coalesce(g.total_coins, 0) AS text)
FROM combos c LEFT JOIN counted g ON g.combo_id = CAST(c.id AS text)
WHERE c.quantity <> coalesce(g.quantity, 0) OR c.total_coins <> coalesce(g.total_coins, 0)
  OR c.total_diamonds <> coalesce(g.diamonds, 0)
UNION ALL
SELECT g.id, 'belongs to a combo of others, or to none'
FROM given g LEFT JOIN combos c ON CAST(c.id AS text) = g.combo_id
  AND c.room_id = g.room_id AND c.sender_id = g.sender_id AND c.recipient_id = g.recipient_id
  AND c.gift_type = g.gift_type AND c.price_coins = g.price_coins
WHERE g.combo_id IS NOT NULL AND (c.id IS NULL OR g.anonymous)
UNION ALL
SELECT min(CAST(id AS text)), 'runs beside others of the same sender, recipient and gift type'
FROM combos WHERE running GROUP BY room_id, sender_id, recipient_id, gift_type HAVING count(*) > 1
"""
# The payload begins with the combo's identifier, which stands behind `{"combo_id":"`.
_ENDED = """
SELECT c.id, CASE c.times WHEN 1 THEN 'has ended' ELSE 'runs' END || ', and its room heard of its end '
  || CAST(coalesce(e.times, 0) AS text) || ' times'
FROM (SELECT CAST(id AS text) AS id, room_id, CASE WHEN running THEN 0 ELSE 1 END AS times FROM combos) AS c
LEFT JOIN (
  SELECT substr(payload, 14, 36) AS combo_id, stream_id, count(*) AS times
  FROM events WHERE kind = 'comboEnded' GROUP BY substr(payload, 14, 36), stream_id
) AS e ON e.combo_id = c.id AND e.stream_id = c.room_id
WHERE c.times <> coalesce(e.times, 0)
"""

GIFT_CHECKS = (
    Check("heard", "a gift and its event are there together, once", _HEARD),
    Check("paid", "a gift cost what its transfer redeemed", _PAID),
    Check("counted", "a combo comes to what its gifts come to", _COUNTED),
    Check("ended", "a combo that has ended was told of once, and one that runs not at all", _ENDED),
)
