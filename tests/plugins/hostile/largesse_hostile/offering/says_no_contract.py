"""
It does not say which contract it was written for.
"""

from largesse import hookimpl
from largesse_hostile.gift import gift


@hookimpl
def largesse_gift_types() -> object:
    return [gift("uncontracted")]
