"""
It answers what is no number.
"""

from largesse import hookimpl

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_gift_types() -> object:
    return [float("nan")]
