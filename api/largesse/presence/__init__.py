"""
Presence: how many people follow a room now, over all nodes, without a row in any table.
"""

from largesse.presence.attendance import Viewers
from largesse.presence.presence import NOTICE, Presence

__all__ = ["NOTICE", "Presence", "Viewers"]
