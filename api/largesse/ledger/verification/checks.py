"""
The ledger's own checks (reliability.md, invariants 1 to 4 and the streams' part of 9).
"""

from __future__ import annotations

from largesse.ledger.verification.check import Check

_TRANSFERS = """
SELECT CAST(transfer_id AS text), asset || ' sums to ' || CAST(sum(amount) AS text)
FROM postings GROUP BY transfer_id, asset HAVING sum(amount) <> 0
"""
_ASSETS = """
SELECT asset, 'sums to ' || CAST(sum(balance) AS text) FROM accounts GROUP BY asset HAVING sum(balance) <> 0
"""
_BALANCES = """
SELECT CAST(a.id AS text), a.purpose || '/' || a.asset || ': balance ' || CAST(a.balance AS text)
  || ' and ' || CAST(a.entries AS text) || ' entries, where ' || CAST(coalesce(e.many, 0) AS text)
  || ' entries sum to ' || CAST(coalesce(e.total, 0) AS text)
FROM accounts a LEFT JOIN (
  SELECT account_id, sum(amount) AS total, count(*) AS many, min(number) AS first, max(number) AS last
  FROM entries GROUP BY account_id
) AS e ON e.account_id = a.id
WHERE a.balance <> coalesce(e.total, 0) OR a.entries <> coalesce(e.many, 0)
  OR coalesce(e.first, 1) <> 1 OR coalesce(e.last, 0) <> a.entries
"""
_HISTORY = """
SELECT CAST(account_id AS text), 'entry ' || CAST(number AS text) || ' of ' || CAST(amount AS text)
  || ' stands at ' || CAST(balance AS text) || ' after ' || CAST(before AS text)
FROM (
  SELECT account_id, number, amount, balance, posted_at, coalesce(lag(balance) OVER w, 0) AS before,
    coalesce(lag(posted_at) OVER w, posted_at) AS earlier
  FROM entries WINDOW w AS (PARTITION BY account_id ORDER BY number)
) AS e WHERE balance <> before + amount OR posted_at < earlier
"""
_FLOORS = """
SELECT CAST(e.account_id AS text), 'entry ' || CAST(e.number AS text) || ' fell to ' || CAST(e.balance AS text)
FROM entries e JOIN accounts a ON a.id = e.account_id WHERE e.balance < a.floor
"""
_ORPHANS = """
SELECT CAST(e.account_id AS text), 'entry ' || CAST(e.number AS text) || ' has no account'
FROM entries e LEFT JOIN accounts a ON a.id = e.account_id WHERE a.id IS NULL
UNION ALL
SELECT CAST(id AS text), 'this transfer has no key'
FROM (SELECT id FROM transfers EXCEPT SELECT deed_id FROM keys) AS t
UNION ALL
SELECT CAST(deed_id AS text), 'this deed has ' || CAST(count(*) AS text) || ' keys'
FROM keys GROUP BY deed_id HAVING count(*) > 1
"""
# The same legs once from the transfers and once from the entries: what is in one of them alone differs.
_LEGS_IN_TRANSFERS = """
SELECT CAST(transfer_id AS text) AS cause, account, CAST(sum(amount) AS text) AS amount, count(*) AS legs
FROM postings WHERE length(account) = 36 GROUP BY transfer_id, account
"""
_LEGS_IN_ENTRIES = """
SELECT CAST(e.cause_id AS text) AS cause, CAST(e.account_id AS text) AS account, CAST(sum(e.amount) AS text) AS amount,
  count(*) AS legs
FROM entries e JOIN accounts a ON a.id = e.account_id WHERE a.mode <> 'platform' GROUP BY e.cause_id, e.account_id
"""
_FOLDS_IN_TRANSFERS = """
SELECT CAST(batch_id AS text) AS cause, account || '/' || asset AS account, CAST(sum(amount) AS text) AS amount
FROM postings WHERE length(account) <> 36 GROUP BY batch_id, account, asset HAVING sum(amount) <> 0
"""
_FOLDS_IN_ENTRIES = """
SELECT CAST(e.cause_id AS text) AS cause, a.purpose || '/' || a.asset AS account, CAST(sum(e.amount) AS text) AS amount
FROM entries e JOIN accounts a ON a.id = e.account_id WHERE a.mode = 'platform'
GROUP BY e.cause_id, a.purpose, a.asset
"""
_IN_ONE_ALONE = """
SELECT account, amount || ' of ' || cause || ' is in the transfers alone'
FROM (SELECT * FROM ({transfers}) AS t EXCEPT SELECT * FROM ({entries}) AS e) AS d
UNION ALL
SELECT account, amount || ' of ' || cause || ' is in the entries alone'
FROM (SELECT * FROM ({entries}) AS e EXCEPT SELECT * FROM ({transfers}) AS t) AS d
"""
_STREAMS = """
SELECT CAST(s.id AS text), 'head ' || CAST(s.head AS text) || ', events ' || CAST(coalesce(e.many, 0) AS text)
FROM streams s LEFT JOIN (
  SELECT stream_id, count(*) AS many, min(stream_offset) AS first, max(stream_offset) AS last
  FROM events GROUP BY stream_id
) AS e ON e.stream_id = s.id
WHERE s.head <> coalesce(e.many, 0) OR coalesce(e.first, 1) <> 1 OR coalesce(e.last, 0) <> s.head
UNION ALL
SELECT CAST(e.stream_id AS text), 'events without a stream'
FROM events e LEFT JOIN streams s ON s.id = e.stream_id WHERE s.id IS NULL GROUP BY e.stream_id
"""
_HOLDS = """
SELECT CAST(h.held_account_id AS text), 'open holds of ' || CAST(sum(h.remaining) AS text) || ', balance '
  || CAST(coalesce(max(a.balance), 0) AS text)
FROM holds h LEFT JOIN accounts a ON a.id = h.held_account_id
WHERE h.status = 'open' GROUP BY h.held_account_id HAVING sum(h.remaining) > coalesce(max(a.balance), 0)
"""

LEDGER_CHECKS = (
    Check("transfers", "every transfer sums to zero for each asset", _TRANSFERS),
    Check("assets", "all accounts of an asset sum to zero", _ASSETS),
    Check("balances", "a balance is the sum of its entries, numbered from 1 without gap or double", _BALANCES),
    Check("history", "each entry stands at the one before plus its amount, and not earlier than it", _HISTORY),
    Check("floors", "no account was below its floor at any point of its history", _FLOORS),
    Check("orphans", "every entry belongs to an account, every transfer to one key", _ORPHANS),
    Check(
        "legs",
        "the entries of people are the postings of their transfers",
        _IN_ONE_ALONE.format(transfers=_LEGS_IN_TRANSFERS, entries=_LEGS_IN_ENTRIES),
    ),
    Check(
        "folds",
        "the platform's entries are the sums of the postings of their batches",
        _IN_ONE_ALONE.format(transfers=_FOLDS_IN_TRANSFERS, entries=_FOLDS_IN_ENTRIES),
    ),
    Check("streams", "the events of a stream are numbered from 1 to its head without gap or double", _STREAMS),
    Check("holds", "what open holds have set aside is there", _HOLDS),
)
