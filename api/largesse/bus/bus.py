"""
What a bus is, and who listens to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import structlog

Subscriber = Callable[[str, bytes], None]
"""Is given a topic and a payload, on the event loop; it returns at once, and keeps for later what takes long."""

_log = structlog.stdlib.get_logger("largesse.bus")


class Bus(Protocol):
    """
    Carries payloads by topic to every subscriber of every node, its own at once.

    It promises nothing: a payload may be lost, doubled, late or out of order. Whoever needs all of them numbers
    them and asks the database for what is missing.
    """

    @property
    def connected(self) -> bool:
        """Whether other nodes can be heard now."""
        ...

    @property
    def dropped(self) -> int:
        """How many payloads were given up since the start, as other nodes could not be reached in time."""
        ...

    def publish(self, topic: str, payload: bytes) -> None:
        """
        Hand a payload on; this neither waits nor fails.

        Args:
            topic: what it is about.
            payload: any bytes.
        """
        ...

    def subscribe(self, subscriber: Subscriber) -> None:
        """Have a subscriber be given every payload from now on."""
        ...

    async def start(self) -> None:
        """Begin to carry; a bus that cannot connect goes on trying."""
        ...

    async def close(self) -> None:
        """Stop carrying, and let go of every connection."""
        ...


class Subscribers:
    """The subscribers of one node."""

    def __init__(self) -> None:
        self._subscribers: list[Subscriber] = []

    def add(self, subscriber: Subscriber) -> None:
        """Have a subscriber be given every payload from now on."""
        self._subscribers.append(subscriber)

    def deliver(self, topic: str, payload: bytes) -> None:
        """Give a payload to each; one that fails is logged, and the others are given theirs."""
        for subscriber in self._subscribers:
            try:
                subscriber(topic, payload)
            except Exception:  # noqa: BLE001  # whatever it is, publishing does not fail
                _log.exception("bus_subscriber_failed", topic=topic)
