"""
Its configuration is no model.
"""

from largesse import GiftType, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


class Config:
    token = ""


LARGESSE_CONFIG = Config


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("configured-is-no-model")]
