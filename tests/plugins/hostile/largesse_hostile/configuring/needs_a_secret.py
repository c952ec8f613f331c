"""
It needs what it was not given.
"""

from pydantic import BaseModel, SecretStr

from largesse import GiftType, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


class Config(BaseModel):
    token: SecretStr


LARGESSE_CONFIG = Config


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("configured-needs-a-secret")]
