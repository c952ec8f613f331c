"""
Recaps as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from largesse.ledger.modelled import modelled
from largesse.recaps.rows import RECAPS

Recap = modelled(RECAPS)
