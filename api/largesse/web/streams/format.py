"""
Stream formats: how the payloads of a subscription are written one behind the other into one HTTP answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    import orjson
    from graphql import GraphQLFormattedError

    from largesse.settings import Transport

    Payload = Mapping[str, object] | orjson.Fragment
    """What GraphQL answers, or its JSON."""


class StreamFormat(Protocol):
    """Writes a stream; it remembers nothing, so that one serves all streams."""

    transport: Transport
    """What it is called in settings and metrics."""
    media_type: str
    """What clients name in `Accept`."""
    content_type: str
    """What the answer says it is."""

    def __hash__(self) -> int: ...

    def opening(self) -> bytes:
        """Return what the answer begins with."""

    def told(self, payload: Payload, cursor: str | None) -> bytes:
        """
        Return a payload as it is written.

        Args:
            payload: as GraphQL has it, `data` or `errors` or both.
            cursor: the place after it in what is followed, if it has one.
        """

    def heartbeat(self) -> bytes:
        """Return what is written where there is nothing to tell, and means nothing."""

    def complete(self) -> bytes:
        """Return the end of a stream that has told everything."""

    def broken_off(self, error: GraphQLFormattedError, *, final: bool) -> bytes:
        """
        Return the end of a stream that is not told further, for a reason that lies outside of its operation.

        Args:
            error: the reason, with its code.
            final: whether the same request would find the same end; otherwise the client may come back at once.
        """


def headers_of(form: StreamFormat) -> dict[str, str]:
    """Return the headers of an answer that is written so."""
    return {
        "Content-Type": form.content_type,
        "Cache-Control": "no-store",
        "Vary": "Accept, Authorization",
        # nginx would hold back what is small until there is more of it.
        "X-Accel-Buffering": "no",
    }
