"""
It raises when it is configured.
"""

from typing import Self

from pydantic import BaseModel, model_validator

from largesse import GiftType, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


class Config(BaseModel):
    @model_validator(mode="after")
    def refuse(self) -> Self:
        raise SystemExit(3)


LARGESSE_CONFIG = Config


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("configured-raises")]
