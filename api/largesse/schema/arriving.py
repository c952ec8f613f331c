"""
Arriving: what is done about new events before any follower is told of them.
"""

from typing import TYPE_CHECKING

import orjson

from largesse.messages.told import MESSAGE_REMOVED, MESSAGE_SENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.ledger.rows import EventRow
    from largesse.schema.filling import Filling
    from largesse.streams import Hub


def arrived(hub: "Hub", filling: "Filling", events: "Sequence[EventRow]") -> None:
    """
    Forget what was removed, wherever it is kept in this node, and begin to read what the events show.

    Every node does this for itself, by the events that say so, in whatever way it hears of them.

    Args:
        hub: knows where in the stream the message stands, and who keeps what was told of it.
        filling: reads what is shown.
        events: of streams that somebody follows.
    """
    for event in events:
        if event.kind == MESSAGE_REMOVED:
            message_id = orjson.loads(event.payload)["message_id"]
            filling.forget_message(event.stream_id, message_id)
            for sent in hub.recent(event.stream_id):
                if sent.kind == MESSAGE_SENT and message_id in sent.payload:
                    hub.forget(sent.stream_id, sent.stream_offset)
    filling.expect(events)
