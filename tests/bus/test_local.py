"""
The bus of a single node.
"""

from __future__ import annotations

from largesse.bus.local import LocalBus


async def test_every_subscriber_is_given_every_payload_in_order() -> None:
    bus = LocalBus()
    first: list[tuple[str, bytes]] = []
    second: list[tuple[str, bytes]] = []
    bus.publish("room", b"before anybody listens")
    bus.subscribe(lambda topic, payload: first.append((topic, payload)))
    await bus.start()
    bus.publish("room", b"1")
    bus.subscribe(lambda topic, payload: second.append((topic, payload)))
    bus.publish("wallet", b"\x002")
    await bus.close()
    assert first == [("room", b"1"), ("wallet", b"\x002")]
    assert second == [("wallet", b"\x002")]
    assert (bus.connected, bus.dropped) == (True, 0)


def test_a_subscriber_that_fails_harms_nobody() -> None:
    bus = LocalBus()
    heard: list[bytes] = []

    def fails(topic: str, payload: bytes) -> None:
        raise LookupError(topic, payload)

    bus.subscribe(fails)
    bus.subscribe(lambda _, payload: heard.append(payload))
    bus.publish("room", b"1")
    bus.publish("room", b"2")
    assert heard == [b"1", b"2"]
