"""
The control over diamonds: what creators have pending, and what it is worth, is what their buckets hold.
"""

from __future__ import annotations

from largesse.ledger.verification import Check

_DIAMONDS = """
SELECT CAST(a.id AS text), 'pending ' || CAST(a.balance AS text) || ', its buckets '
  || CAST(coalesce(b.diamonds, 0) AS text)
FROM accounts a LEFT JOIN (
  SELECT account_id, sum(diamonds) AS diamonds FROM buckets GROUP BY account_id
) AS b ON b.account_id = a.id
WHERE a.purpose = 'pending' AND a.balance <> coalesce(b.diamonds, 0)
UNION ALL
SELECT CAST(b.account_id AS text), 'has buckets but no account' FROM buckets b
LEFT JOIN accounts a ON a.id = b.account_id WHERE a.id IS NULL AND b.diamonds > 0 GROUP BY b.account_id
"""
_PAYABLE = """
SELECT asset, 'creator payable is ' || CAST(sum(balance) AS text) || ', its buckets ' || CAST(sum(units) AS text)
FROM (
  SELECT asset, balance, 0 AS units FROM accounts WHERE purpose = 'creator_payable'
  UNION ALL
  SELECT currency, 0, payable_units FROM buckets
) AS c GROUP BY asset HAVING sum(balance) <> sum(units)
"""

EARNINGS_CHECKS = (
    Check("diamonds", "what a creator has pending is what the buckets hold", _DIAMONDS),
    Check("creator_payable", "what is owed to creators is the value of all buckets at their versions", _PAYABLE),
)
