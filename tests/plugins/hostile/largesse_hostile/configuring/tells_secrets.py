"""
It prints and logs what it was told in confidence.
"""

import logging

from pydantic import BaseModel, SecretStr

from largesse import GiftType, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


class Config(BaseModel):
    token: SecretStr


LARGESSE_CONFIG = Config


@hookimpl
def largesse_gift_types(config: Config) -> list[GiftType]:
    print(config, repr(config.token))  # noqa: T201 - its sin
    logging.getLogger("largesse").error("the token is %s", config.token.get_secret_value())
    return [gift("configured-tells-secrets")]
