"""
It offers a file that is not its own.
"""

from pathlib import Path

from largesse import Media, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0
OUTSIDE = Path(__file__).parent / "../../../secret.json"


@hookimpl
def largesse_gift_types() -> object:
    return [gift("outside", media=Media(still=OUTSIDE))]
