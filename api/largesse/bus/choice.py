"""
Which bus a setting names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.bus.local import LocalBus
from largesse.errors import ConfigurationError

if TYPE_CHECKING:
    from largesse.bus.bus import Bus

_SCHEMES = ("valkey://", "valkeys://", "redis://", "rediss://")


def bus_of(setting: str) -> Bus:
    """
    Return the bus that a setting names, not yet started.

    Args:
        setting: `local`, or the address of a Valkey or Redis server.

    Raises:
        ConfigurationError: it is neither; the message does not repeat it, since it may hold a password.
    """
    if setting == "local":
        return LocalBus()
    if not setting.startswith(_SCHEMES):
        raise ConfigurationError("The bus must be `local` or an address such as `valkey://host:port/number`.")
    from largesse.bus.valkey import ValkeyBus  # noqa: PLC0415 - most servers are alone, and start without its client

    return ValkeyBus(setting)
