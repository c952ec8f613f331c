"""
A plugin with a configuration that has one of everything, and what an operator says to it.
"""

from pathlib import Path
from types import SimpleNamespace

from pydantic import BaseModel, Field, SecretStr, field_validator

from largesse.plugins.configuration import Share


class Chat(BaseModel):
    address: str = "http://localhost"
    token: SecretStr | None = None


class Config(BaseModel):
    price_coins: int = Field(ge=1, description="What a kite costs.")
    colours: tuple[str, ...] = ("red",)
    limits: dict[str, int] = {}
    file: Path | None = None
    token: SecretStr = SecretStr("unset")
    chat: Chat = Chat()
    label: str | None = None

    @field_validator("token")
    @classmethod
    def _not_blue(cls, token: SecretStr) -> SecretStr:
        if token.get_secret_value().startswith("blue"):
            message = f"{token.get_secret_value()} is no token"
            raise ValueError(message)
        return token


KITE = SimpleNamespace(LARGESSE_CONFIG=Config)


def said(
    *, plugin: str = "kite", file: Path | None = None, table: dict[str, object] | None = None, **more: str
) -> Share:
    """What an operator says: a table, and variables by what stands behind the prefix."""
    return Share(plugin=plugin, table=table or {}, variables=more, file=file)
