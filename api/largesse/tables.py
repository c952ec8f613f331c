"""
Every table, check and model of a server, in one place: what a database holds beside the journal's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.boards.rows import BOARD_ENTRIES, BOARD_REFUSALS, BOARDS, STANDINGS
from largesse.combos.rows import COMBOS
from largesse.earnings.control import EARNINGS_CHECKS
from largesse.earnings.rows import BUCKETS
from largesse.folds.rows import CURSORS
from largesse.gifts.control import GIFT_CHECKS
from largesse.gifts.rows import GIFT_REMAINDERS, GIFT_TEXTS, GIFT_THANKS, GIFTS
from largesse.goals.rows import GOAL_REFUSALS, GOAL_TALLIES, GOAL_TEXTS, GOALS, ROOM_GOALS
from largesse.ledger.holds import HOLDS
from largesse.messages.rows import MESSAGE_TEXTS, MESSAGES
from largesse.people.rows import PEOPLE, REVOCATIONS
from largesse.quarantine.rows import QUARANTINES
from largesse.recaps.rows import RECAPS
from largesse.regions.rows import RATE_CARDS
from largesse.rooms.rows import ROOM_BLOCKS, ROOM_TEXTS, ROOMS
from largesse.tellings.rows import PLACES, TURNS
from largesse.wallets.control import WALLET_CHECKS
from largesse.wallets.rows import LIMITS, LOTS, WALLETS

if TYPE_CHECKING:
    from largesse.ledger.table import AnyTable

TABLES: tuple[AnyTable, ...] = (
    WALLETS,
    LOTS,
    LIMITS,
    ROOM_BLOCKS,
    COMBOS,
    HOLDS,
    BUCKETS,
    PEOPLE,
    REVOCATIONS,
    QUARANTINES,
    GIFT_REMAINDERS,
    GIFT_THANKS,
    MESSAGES,
    MESSAGE_TEXTS,
    ROOMS,
    GIFTS,
    GIFT_TEXTS,
    ROOM_TEXTS,
    RATE_CARDS,
    TURNS,
    PLACES,
    STANDINGS,
    BOARD_REFUSALS,
    BOARDS,
    BOARD_ENTRIES,
    CURSORS,
    ROOM_GOALS,
    GOALS,
    GOAL_REFUSALS,
    GOAL_TALLIES,
    GOAL_TEXTS,
    RECAPS,
)
"""Every table that the journal writes beside its own."""
CHECKS = (*WALLET_CHECKS, *EARNINGS_CHECKS, *GIFT_CHECKS)
"""Every check of the books beside the ledger's own."""
MODELS = (
    "largesse.ledger.models",
    "largesse.wallets.models",
    "largesse.earnings.models",
    "largesse.rooms.models",
    "largesse.combos.models",
    "largesse.gifts.models",
    "largesse.messages.models",
    "largesse.people.models",
    "largesse.quarantine.models",
    "largesse.tellings.models",
    "largesse.folds.models",
    "largesse.boards.models",
    "largesse.goals.models",
    "largesse.recaps.models",
)
"""Where the models are that serve reads."""
