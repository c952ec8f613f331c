"""
Origins: whose pages may ask here, and why that is all there is to guard against a page of another site.

Nothing that a browser adds by itself gives anybody anything here: there are no cookies and no passwords of a browser's
own, only tokens that a page must hold and put where it wants them. What is left to a foreign page is what a browser
sends for it without asking first:

- A POST whose type is that of a form or of plain text. Only `application/json` is taken, which a browser sends to
  another origin after a preflight alone, and so never a mutation.
- A GET. It executes queries and opens streams alone, and the page cannot read the answer. But it would have its
  visitors' browsers ask for it, at their addresses and within their networks, so a browser that tells of a foreign
  page (`Sec-Fetch-Site`, `Origin`) is refused, unless a person has followed a link.
- A websocket's handshake, of which no browser asks first; it tells the origin, which is checked in the same way.

Preflights, and what a page of an allowed origin may read, are those of `cross_origin`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strawberry.http.websocket_origin import is_same_origin, normalize_allowed_origins, normalize_origin

from largesse.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_OWN = frozenset({"same-origin", "none"})
"""What a browser says of what our own pages ask, and of an address that a person typed."""


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
        self.any = "*" in self._allowed
        self.closed = not self._allowed

    def allows(self, origin: str) -> bool:
        """Tell whether pages of an origin may read what is answered here."""
        return self.any or normalize_origin(origin) in self._allowed

    def admit(self, headers: Mapping[str, str]) -> bool:
        """Tell whether what a browser sends unasked comes from no page, or from one that is ours or allowed."""
        origin, site = headers.get("Origin"), headers.get("Sec-Fetch-Site")
        if self.any or site in _OWN:
            return True
        if origin is not None:
            return is_same_origin(origin, headers.get("Host")) or self.allows(origin)
        return site is None or headers.get("Sec-Fetch-Dest") == "document"
