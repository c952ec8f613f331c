"""
Negotiation: what a client takes, among single answers and streams that are switched on.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from largesse.settings import Transport
from largesse.web.codes import Code
from largesse.web.faults import fault
from largesse.web.http.media_types import weighed_answer, weight_of
from largesse.web.streams.event_stream import EventStream
from largesse.web.streams.multipart import Multipart

if TYPE_CHECKING:
    from collections.abc import Collection

    from largesse.web.faults import RequestFault
    from largesse.web.streams.format import StreamFormat

FORMATS: tuple[StreamFormat, ...] = (EventStream(), Multipart())
"""Ways to write a stream, the best first."""
_CALLED = {
    Transport.EVENT_STREAM: "text/event-stream",
    Transport.MULTIPART: "multipart/mixed;subscriptionSpec=1.0",
    Transport.WEBSOCKET: "a websocket with graphql-transport-ws",
}


class Taken(NamedTuple):
    """
    What a client takes.

    Args:
        answer: the type of a single answer, if it takes one.
        stream: how a stream is written to it, if it takes one that is switched on.
        stream_first: whether it would rather have a stream even of a single payload.
    """

    answer: str | None
    stream: StreamFormat | None
    stream_first: bool


@lru_cache(maxsize=256)
def taken(accept: str | None, transports: frozenset[Transport]) -> Taken:
    """
    Return what a client takes; a stream must be named, since whoever takes anything expects an end.

    Args:
        accept: its header.
        transports: what is switched on.

    Raises:
        RequestFault: 406: it takes nothing that is served here.
    """
    answer_weight, answer = weighed_answer(accept)
    weights = [(weight_of(accept, each.media_type), each) for each in FORMATS if each.transport in transports]
    stream_weight, stream = max(weights, key=lambda each: each[0], default=(0.0, None))
    if stream_weight <= 0:
        stream = None
    if answer is None and stream is None:
        raise _not_acceptable("Answers are application/graphql-response+json or application/json", transports)
    return Taken(answer, stream, stream is not None and stream_weight > answer_weight)


def subscription_refused(transports: Collection[Transport]) -> RequestFault:
    """Return the fault of a subscription whose client takes no stream that is switched on."""
    return _not_acceptable("A subscription has no single answer", transports)


def socket_refused(transports: Collection[Transport]) -> RequestFault:
    """Return the fault of a handshake where websockets are switched off."""
    return _not_acceptable("Websockets are switched off here", transports)


def _not_acceptable(beginning: str, transports: Collection[Transport]) -> RequestFault:
    served = [words for transport, words in _CALLED.items() if transport in transports]
    rest = f"subscriptions are told by {' or '.join(served)}" if served else "subscriptions are switched off"
    return fault(406, Code.NOT_ACCEPTABLE, f"{beginning}; {rest}.")
