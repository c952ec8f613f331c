"""
The bus of a single node, which has nobody else to tell.
"""

from __future__ import annotations

from largesse.bus.bus import Subscriber, Subscribers


class LocalBus:
    """Carries payloads within the process."""

    connected = True
    dropped = 0

    def __init__(self) -> None:
        self._subscribers = Subscribers()

    def publish(self, topic: str, payload: bytes) -> None:
        """Give a payload to every subscriber."""
        self._subscribers.deliver(topic, payload)

    def subscribe(self, subscriber: Subscriber) -> None:
        """Have a subscriber be given every payload from now on."""
        self._subscribers.add(subscriber)

    async def start(self) -> None:
        """There is nothing to start."""

    async def close(self) -> None:
        """There is nothing to close."""
