"""
Multipart: subscriptions as Apollo's clients follow them over plain HTTP, `subscriptionSpec=1.0`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.settings import Transport
from largesse.web.http.answers import encoded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import GraphQLFormattedError

    from largesse.web.streams.format import Payload

_BOUNDARY = b"\r\n--graphql"
"""Stands in no part: JSON writes its line breaks as letters."""


class Multipart:
    """
    Writes parts of `multipart/mixed`.

    Apollo's clients take a part only when they see the boundary behind it; so that stands at the end of each, and the
    first one in the opening.
    """

    transport = Transport.MULTIPART
    media_type = "multipart/mixed;subscriptionspec=1.0"
    content_type = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'

    def opening(self) -> bytes:
        """Return the first boundary."""
        return _BOUNDARY

    def told(self, payload: Payload, cursor: str | None) -> bytes:  # noqa: ARG002 - the protocol has no place for it
        """Return a part that holds a payload; its cursor can only be asked for as a field."""
        return _part({"payload": payload})

    def heartbeat(self) -> bytes:
        """Return the part that Apollo's clients skip."""
        return _part({})

    def complete(self) -> bytes:
        """Return the rest of the last boundary."""
        return b"--\r\n"

    def broken_off(self, error: GraphQLFormattedError, *, final: bool) -> bytes:  # noqa: ARG002 - clients come back of neither
        """Return a part whose error is the transport's and not the operation's, and the end."""
        return _part({"payload": None, "errors": [error]}) + self.complete()


def _part(content: Mapping[str, object]) -> bytes:
    return b"\r\nContent-Type: application/json\r\n\r\n" + encoded(content) + _BOUNDARY
