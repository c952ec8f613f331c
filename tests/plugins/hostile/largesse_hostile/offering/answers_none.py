"""
It answers nothing.
"""

from largesse import hookimpl

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_gift_types() -> None:
    return None
