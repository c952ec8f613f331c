"""
Outcomes: what becomes of messages, as metrics count it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TypeAlias


class Outcome(Enum):
    """What became of a message; one that was held is counted again when it is decided on."""

    SENT = "sent"
    """The room sees it: at once, or after somebody has allowed it."""
    HELD = "held"
    """A plugin wants a moderator to look at it first."""
    REFUSED = "refused"
    """A plugin has refused it, or somebody who keeps order has."""
    REMOVED = "removed"
    """It was taken away."""


Became: TypeAlias = Callable[[Outcome], None]
"""Is called once for each message that something has become of; what is replayed becomes nothing."""
