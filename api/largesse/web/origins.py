"""
Origins: whose pages may open a socket, which browsers let every page try.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strawberry.http.websocket_origin import is_same_origin, normalize_allowed_origins, normalize_origin

from largesse.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Origins:
    """
    The origins whose pages are let in beside our own.

    Args:
        allowed: such as `https://example.com`; `*` is any.

    Raises:
        ConfigurationError: one of them is no origin.
    """

    def __init__(self, allowed: Sequence[str]) -> None:
        try:
            self._allowed = normalize_allowed_origins(allowed)
        except ValueError as error:
            raise ConfigurationError(str(error)) from None

    def admit(self, headers: Mapping[str, str]) -> bool:
        """Tell whether a request comes from no page, from our own, or from one of an allowed origin."""
        origin = headers.get("Origin")
        if origin is None or "*" in self._allowed:
            return True
        return is_same_origin(origin, headers.get("Host")) or normalize_origin(origin) in self._allowed
