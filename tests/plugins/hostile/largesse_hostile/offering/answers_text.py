"""
It answers text.
"""

from largesse import hookimpl

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_gift_types() -> object:
    return "roses"
