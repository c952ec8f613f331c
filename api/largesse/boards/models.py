"""
Boards as the graph reads their rows by key; what is written goes through the journal.
"""

from __future__ import annotations

from largesse.boards.rows import BOARD_REFUSALS, STANDINGS
from largesse.ledger.modelled import modelled

Standing = modelled(STANDINGS)
BoardRefusal = modelled(BOARD_REFUSALS)
