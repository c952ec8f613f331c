"""
Recaps: what became of a room, to look back on.
"""

from largesse.recaps.fold import RecapFold

__all__ = ["RecapFold"]
