"""
Returning: when a client is asked to come back whose connection a stopping server ends.
"""

import random

RETURN_MILLISECONDS = (500, 5_000)
"""
The least lets another process take the port; up to the most, those who return are spread.

A thousand of them are then two hundred handshakes a second, which one process takes beside its calls.
"""


def return_milliseconds() -> int:
    """Return after how many milliseconds one client shall come back, by lot: all at once would be a flood."""
    return random.randint(*RETURN_MILLISECONDS)  # noqa: S311 - spreads load, guards nothing
