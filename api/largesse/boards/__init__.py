"""
Boards: who gave the most, in a room and to whoever received it, of those who agreed to be listed.
"""

from largesse.boards.boards import BoardOf, Boards, Top
from largesse.boards.period import Period
from largesse.boards.rows import BOARD_ENTRIES, BOARD_REFUSALS, BOARDS, STANDINGS
from largesse.boards.tally import FOLD, Tally

__all__ = [
    "BOARDS",
    "BOARD_ENTRIES",
    "BOARD_REFUSALS",
    "FOLD",
    "STANDINGS",
    "BoardOf",
    "Boards",
    "Period",
    "Tally",
    "Top",
]
