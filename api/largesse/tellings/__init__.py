"""
Tellings: what was committed, told to the plugins that listen.
"""

from largesse.tellings.limits import TellingLimits
from largesse.tellings.means import Means
from largesse.tellings.rows import PLACES, TURNS
from largesse.tellings.tellings import Tellings

__all__ = ["PLACES", "TURNS", "Means", "TellingLimits", "Tellings"]
