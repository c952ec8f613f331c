"""
Buckets as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from largesse.earnings.rows import BUCKETS
from largesse.ledger.modelled import modelled

Bucket = modelled(BUCKETS)
