"""
The control over coins: what wallets hold, and what is owed for it, is what remains of their lots.
"""

from __future__ import annotations

from largesse.ledger.verification import Check

_COINS = """
SELECT CAST(a.id AS text), 'holds ' || CAST(a.balance AS text) || ' coins, its lots '
  || CAST(coalesce(l.coins, 0) AS text)
FROM accounts a LEFT JOIN (
  SELECT wallet_id, sum(quantity - used) AS coins FROM lots GROUP BY wallet_id
) AS l ON l.wallet_id = a.id
WHERE a.purpose = 'wallet' AND a.balance <> coalesce(l.coins, 0)
UNION ALL
SELECT CAST(l.wallet_id AS text), 'has lots but no account' FROM lots l
LEFT JOIN accounts a ON a.id = l.wallet_id WHERE a.id IS NULL GROUP BY l.wallet_id
"""
_LIABILITY = """
SELECT asset, 'coin liability is ' || CAST(sum(balance) AS text) || ', what remains of the lots cost '
  || CAST(sum(cost) AS text)
FROM (
  SELECT asset, balance, 0 AS cost FROM accounts WHERE purpose = 'coin_liability'
  UNION ALL
  SELECT currency, 0, paid_units - tax_units - drawn(paid_units - tax_units, quantity, used)
  FROM lots WHERE currency <> ''
) AS c GROUP BY asset HAVING sum(balance) <> sum(cost)
"""

WALLET_CHECKS = (
    Check("coins", "a wallet holds what remains of its lots", _COINS),
    Check("coin_liability", "what is owed for coins is what remains of the cost of all lots", _LIABILITY),
)
