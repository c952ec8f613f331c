"""
Serving: what a demo may do, and a server may not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.errors import ConfigurationError
from largesse.settings.settings import PREFIX

if TYPE_CHECKING:
    from pydantic import SecretStr

    from largesse.settings.settings import Settings

DEMO_TOKEN_SECRET = "largesse-demo-secret-that-everybody-knows"  # noqa: S105 - public on purpose, refused by serve
TOKEN_SECRET_BYTES_MIN = 32
"""RFC 7518, 3.2: a key of HS256 has at least the size of its hash."""


def check_for_serving(settings: Settings) -> None:
    """
    Refuse what a demo may do and a server may not.

    Raises:
        ConfigurationError: there is nothing to verify tokens with, a secret is short or the demo's, or there are to be
            more workers than the database or the bus can take.
    """
    if settings.token_secret is None and settings.token_jwks is None:
        name = f"{PREFIX}TOKEN_SECRET"
        message = f"{name} or {name}_FILE must be set: the secret that bearer tokens are signed with."
        raise ConfigurationError(f"{message} Or {PREFIX}TOKEN_JWKS: the keys that they are.")
    for field in ("token_secret", "room_token_secret"):
        given: SecretStr | None = getattr(settings, field)
        secret = given.get_secret_value() if given else None
        name = PREFIX + field.upper()
        if secret == DEMO_TOKEN_SECRET:
            raise ConfigurationError(f"{name} is the demo's, which everybody knows; choose one of your own.")
        if secret is not None and len(secret.encode()) < TOKEN_SECRET_BYTES_MIN:
            raise ConfigurationError(f"{name} is too short: it needs at least {TOKEN_SECRET_BYTES_MIN} bytes.")
    _check_workers(settings)


def _check_workers(settings: Settings) -> None:
    if settings.workers == 1:
        return
    if settings.database is None:
        only = "one process alone may write a SQLite file"
        raise ConfigurationError(
            f"There cannot be {settings.workers} workers: {only}; set {PREFIX}DATABASE to PostgreSQL."
        )
    if settings.bus.get_secret_value() == "local":
        only = "they would not hear of each other's events"
        raise ConfigurationError(f"There cannot be {settings.workers} workers: {only}; set {PREFIX}BUS to a Valkey.")
