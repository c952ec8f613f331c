"""
Event streams: server-sent events as graphql-sse has them, each operation on a connection of its own.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from largesse.settings import Transport
from largesse.web.http.answers import encoded

if TYPE_CHECKING:
    from graphql import GraphQLFormattedError

    from largesse.web.streams.format import Payload

_RETRY_MILLISECONDS = (500, 2_000)
"""Drawn anew for each stream: after a restart a room's browsers come back one by one, not all in the same instant."""


class EventStream:
    """
    Writes server-sent events.

    Each `next` carries the cursor of its event as `id`. A browser that has lost its connection sends the last one as
    `Last-Event-ID`, and so resumes where it was, without a line of script.
    """

    transport = Transport.EVENT_STREAM
    media_type = "text/event-stream"
    content_type = "text/event-stream; charset=utf-8"

    def opening(self) -> bytes:
        """Return how long a browser shall wait before it comes back."""
        return b"retry: %d\n\n" % random.randint(*_RETRY_MILLISECONDS)  # noqa: S311 - spreads load, guards nothing

    def told(self, payload: Payload, cursor: str | None) -> bytes:
        """Return a `next` event; JSON has no line breaks of its own, so that its data is one line."""
        place = b"" if cursor is None else b"id: " + cursor.encode() + b"\n"
        return b"event: next\n" + place + b"data: " + encoded(payload) + b"\n\n"

    def heartbeat(self) -> bytes:
        """Return a comment, which every client skips."""
        return b":\n\n"

    def complete(self) -> bytes:
        """Return a `complete` event; without the empty data a browser would not tell it to the page."""
        return b"event: complete\ndata:\n\n"

    def broken_off(self, error: GraphQLFormattedError, *, final: bool) -> bytes:
        """
        Return a last `next` with the error and `complete`, where coming back is of no use.

        Where it is, the reason is a comment: clients come back by themselves from a stream that just ends, and an error
        would be shown to people who need not know that a server was restarted. A time at which to come back replaces
        that of the opening.
        """
        if final:
            return self.told({"errors": [error]}, None) + self.complete()
        extensions = error["extensions"]
        reason = f": {extensions['code']} {error['message']}\n"
        retry = extensions.get("retryMilliseconds")
        return f"{reason}\n".encode() if retry is None else f"{reason}retry: {retry}\n\n".encode()
