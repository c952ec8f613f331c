"""
It offers a picture of fifty megabytes.
"""

from pathlib import Path

from largesse import Media, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0
HEAVY = Path(__file__).with_name("heavy.svg")


@hookimpl
def largesse_gift_types() -> object:
    with HEAVY.open("wb") as file:
        file.truncate(50_000_000)
    return [gift("heavy", media=Media(still=HEAVY))]
