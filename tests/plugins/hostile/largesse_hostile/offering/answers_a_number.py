"""
It answers a number that no column holds.
"""

from largesse import hookimpl

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_gift_types() -> object:
    return 10**30
