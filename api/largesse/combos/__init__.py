"""
Combos: streaks of one gift type from one sender to one recipient in one room, each ended once.
"""

from largesse.combos.endings import Endings

__all__ = ["Endings"]
