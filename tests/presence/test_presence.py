"""
Presence over nodes: everybody counts once whatever the bus does, and coming and going is told in a few words.
"""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import orjson
import pytest

from largesse.presence import NOTICE, Presence, Viewers
from largesse.presence import presence as module
from largesse.presence.elsewhere import EXPIRES_SECONDS
from largesse.presence.message import ROOMS_MAX
from largesse.presence.presence import BEAT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse.bus.bus import Subscriber


class Wire:
    """A bus between the nodes of a test, whose payloads wait until they are carried."""

    dropped = 0

    def __init__(self) -> None:
        self.connected = True
        self.subscribers: list[Subscriber] = []
        self.waiting: list[tuple[str, bytes]] = []

    def publish(self, topic: str, payload: bytes) -> None:
        self.waiting.append((topic, payload))

    def subscribe(self, subscriber: Subscriber) -> None:
        self.subscribers.append(subscriber)

    async def start(self) -> None:
        """There is nothing to start."""

    async def close(self) -> None:
        """There is nothing to close."""

    def carry(self, arranged: Callable[[list[tuple[str, bytes]]], list[tuple[str, bytes]]] = list) -> None:
        waiting, self.waiting = self.waiting, []
        for topic, payload in arranged(waiting):
            for subscriber in self.subscribers:
                subscriber(topic, payload)


class Scene:
    """Nodes on one wire, and what the followers of each were told."""

    def __init__(self, count: int = 2) -> None:
        self.wire = Wire()
        self.now = 0.0
        self.told: list[list[tuple[str, Viewers]]] = [[] for _ in range(count)]
        self.nodes = [self._node(place) for place in range(count)]

    def _node(self, place: int) -> Presence:
        def notice(room_id: str, kind: str, value: object) -> None:
            assert kind == NOTICE
            assert isinstance(value, Viewers)
            self.told[place].append((room_id, value))

        return Presence(notice, self.wire, lambda: self.now)

    def beat(self, *silent: int) -> None:
        """Have all nodes beat, carry what they say, and have them beat again."""
        for place, node in enumerate(self.nodes):
            if place not in silent:
                node.beat()
        self.wire.carry()

    def counts(self, room_id: str = "room") -> list[int]:
        return [node.count(room_id) for node in self.nodes]


def test_followers_of_all_nodes_are_counted_on_each() -> None:
    scene = Scene(3)
    scene.nodes[0].attend("room", "vera")
    scene.nodes[0].attend("room", "vera")
    scene.nodes[1].attend("room", None)
    scene.nodes[1].attend("room", None)
    leave = scene.nodes[2].attend("room", "milo")
    scene.beat()
    assert scene.counts() == [4, 4, 4]
    leave()
    scene.beat()
    assert scene.counts() == [3, 3, 3]


def test_a_person_on_several_nodes_counts_once_on_each() -> None:
    scene = Scene(3)
    leaving = [node.attend("room", "vera") for node in scene.nodes]
    scene.nodes[1].attend("room", "milo")
    for node in scene.nodes:
        node.attend("room", None)
    scene.beat()
    scene.beat()
    # Two people, and three connections of which nobody knows whose they are.
    assert scene.counts() == [5, 5, 5]
    leaving[0]()
    assert scene.counts() == [5, 5, 5]
    scene.beat()
    scene.beat()
    assert scene.counts() == [5, 5, 5]
    for leave in leaving[1:]:
        leave()
    scene.beat()
    scene.beat()
    assert scene.counts() == [4, 4, 4]


def test_whoever_changes_from_one_node_to_another_neither_comes_nor_goes() -> None:
    scene = Scene()
    leave = scene.nodes[0].attend("room", "vera", named=True)
    for node, witness in zip(scene.nodes, ("milo", "noor"), strict=True):
        node.attend("room", witness)
    scene.beat()
    scene.beat()
    told = [list(each) for each in scene.told]
    scene.nodes[1].attend("room", "vera", named=True)
    scene.beat()
    leave()
    scene.beat()
    scene.beat()
    assert scene.counts() == [3, 3]
    assert scene.told == told


def test_whoever_comes_by_two_nodes_at_once_is_named_and_counted_once_to_others() -> None:
    scene = Scene(3)
    scene.nodes[2].attend("room", "milo")
    scene.beat()
    for node in scene.nodes[:2]:
        node.attend("room", "vera", named=True)
    scene.beat()
    scene.beat()
    assert scene.told[2][1:] == [("room", Viewers(2, ("vera",), 1))]


def test_a_hundred_thousand_viewers_are_told_in_a_few_kilobytes_and_those_on_two_nodes_count_once() -> None:
    scene = Scene()
    for number in range(55_000):
        scene.nodes[0].attend("room", str(number))
        scene.nodes[1].attend("room", str(number + 45_000))
    for node in scene.nodes:
        node.beat()
    assert all(len(payload) < 24_000 for _, payload in scene.wire.waiting)
    scene.wire.carry()
    scene.beat()
    assert scene.counts() == [pytest.approx(100_000, rel=0.02)] * 2
    assert scene.counts()[0] == scene.counts()[1]


def test_followers_are_told_of_who_came_on_any_node() -> None:
    scene = Scene()
    scene.nodes[0].attend("room", "vera", named=True)
    scene.beat()
    scene.nodes[1].attend("room", "milo", named=True)
    scene.nodes[1].attend("room", None)
    scene.beat()
    scene.beat()
    assert scene.told[0] == [("room", Viewers(1, ("vera",), 1)), ("room", Viewers(3, ("milo",), 2))]


def test_five_thousand_who_come_and_go_cost_a_few_words() -> None:
    scene = Scene()
    leaving = [scene.nodes[0].attend("room", str(number)) for number in range(5_000)]
    assert (scene.wire.waiting, scene.told[0]) == ([], [])
    scene.beat()
    for leave in leaving[1:]:
        leave()
    scene.nodes[0].beat()
    assert scene.told[0] == [("room", Viewers(5_000, (), 5_000)), ("room", Viewers(1, (), 0))]
    assert len(scene.wire.waiting) == 1


def test_who_comes_and_goes_within_a_beat_is_no_news() -> None:
    scene = Scene()
    scene.nodes[0].attend("room", "vera")
    scene.beat()
    told = list(scene.told[0])
    scene.nodes[0].attend("room", "milo")()
    scene.beat()
    assert scene.told[0] == told


def test_words_that_are_lost_are_said_again() -> None:
    scene = Scene()
    scene.nodes[0].attend("room", "vera")
    scene.nodes[0].beat()
    scene.wire.carry(lambda _: [])
    assert scene.counts() == [1, 0]
    scene.now += module.REPEAT_SECONDS
    scene.beat()
    assert scene.counts() == [1, 1]


def test_words_that_are_doubled_and_reordered_come_to_the_same() -> None:
    chance = random.Random(7)  # noqa: S311 - a test's own

    def shuffled(words: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
        twice = words * 2
        chance.shuffle(twice)
        return twice

    scene, leaving = Scene(), []
    for number in range(20):
        leaving.append(scene.nodes[number % 2].attend("room", str(number)))
        if number % 3 == 0:
            leaving.pop(0)()
        for node in scene.nodes:
            node.beat()
    scene.wire.carry(shuffled)
    assert scene.counts() == [len(leaving)] * 2


def test_a_person_on_two_nodes_counts_once_however_words_are_doubled_and_reordered() -> None:
    scene = Scene()
    leaving = [node.attend("room", "vera") for node in scene.nodes]
    for node in scene.nodes:
        node.beat()
    leaving[1]()
    for node in scene.nodes:
        node.beat()
    scene.wire.carry(lambda words: [*reversed(words), *words])
    scene.beat()
    assert scene.counts() == [1, 1]


def test_followers_of_a_dead_node_vanish_and_those_who_are_left_are_told() -> None:
    scene = Scene()
    scene.nodes[0].attend("room", "vera")
    scene.nodes[1].attend("room", "milo")
    scene.beat()
    scene.beat()
    assert scene.counts() == [2, 2]
    for _ in range(int(EXPIRES_SECONDS / BEAT_SECONDS)):
        scene.now += BEAT_SECONDS
        scene.beat(1)
    assert scene.nodes[0].count("room") == 1
    assert scene.told[0][-1] == ("room", Viewers(1))


def test_without_the_bus_each_node_counts_its_own_and_with_it_everybody_counts_once_again() -> None:
    scene = Scene()
    for node, person in zip(scene.nodes, ("milo", "noor"), strict=True):
        node.attend("room", "vera")
        node.attend("room", person)
    scene.beat()
    scene.beat()
    assert scene.counts() == [3, 3]
    scene.wire.connected = False
    scene.now += EXPIRES_SECONDS
    scene.beat()
    # What would wait for it is old by the time it is back.
    assert (scene.counts(), scene.wire.waiting) == ([2, 2], [])
    assert scene.told[0][-1] == ("room", Viewers(2))
    scene.wire.connected = True
    scene.now += module.REPEAT_SECONDS
    scene.beat()
    scene.beat()
    assert scene.counts() == [3, 3]
    assert scene.told[0][-1] == ("room", Viewers(3))


def test_a_single_node_counts_alone() -> None:
    told = []
    presence = Presence(lambda *notice: told.append(notice))
    leave = presence.attend("room", "vera", named=True)
    presence.beat()
    leave()
    presence.beat()
    assert told == [("room", NOTICE, Viewers(1, ("vera",), 1)), ("room", NOTICE, Viewers(0))]
    assert presence._rooms == {}


def test_many_rooms_are_told_of_in_several_messages() -> None:
    scene = Scene()
    for number in range(ROOMS_MAX + 1):
        scene.nodes[0].attend(f"room {number}", "vera")
    scene.nodes[0].beat()
    assert [len(orjson.loads(payload)[2]) for _, payload in scene.wire.waiting] == [ROOMS_MAX, 1]
    scene.wire.carry()
    assert scene.counts(f"room {ROOMS_MAX}") == [1, 1]


def test_what_strangers_say_under_its_name_does_no_harm() -> None:
    scene = Scene()
    scene.nodes[0].attend("room", "vera")
    for content in (b"", b"null", b'["x", 1, [["room", "many", [], 0, 0, 0, ""]]]'):
        scene.wire.publish("presence", content)
    scene.wire.publish("events", b"[]")
    scene.beat()
    assert scene.counts() == [1, 1]


async def test_a_node_that_stops_takes_its_followers_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BEAT_SECONDS", 0.001)
    scene = Scene()
    async with scene.nodes[0].kept_up():
        scene.nodes[0].attend("room", "vera")
        async with asyncio.timeout(10):
            while scene.counts() != [1, 1]:
                scene.wire.carry()
                await asyncio.sleep(0)
    scene.wire.carry()
    assert scene.nodes[1].count("room") == 0


async def test_a_beat_that_fails_is_not_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BEAT_SECONDS", 0.001)
    told = asyncio.Event()
    failures = iter([ValueError("once"), ValueError("twice")])

    def notice(*_: object) -> None:
        if (failure := next(failures, None)) is not None:
            raise failure
        told.set()

    presence = Presence(notice)
    async with presence.kept_up(), asyncio.timeout(10):
        for number in range(3):
            presence.attend("room", str(number))
            while presence._changed:  # noqa: ASYNC110 - a beat tells nobody that it failed
                await asyncio.sleep(0)
        await told.wait()
