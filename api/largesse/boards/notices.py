"""
Notices: whoever follows a room is shown its board anew soon after it has changed, on every node.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypedDict

from largesse.boards.tops import folded_in, rooms_showing, tops_of
from largesse.streams import Rounds, ids_in

if TYPE_CHECKING:
    from collections.abc import Collection
    from contextlib import AbstractAsyncContextManager

    from largesse.bus.bus import Bus
    from largesse.database.reads import Reads
    from largesse.streams import Hub

KIND = "board"
"""The kind of notice that followers are given; its value is a `Top`."""
TOPIC = "boards"
"""What nodes tell one another under that boards have changed; what they show, the database tells."""
ROOMS_AT_ONCE = 50
"""Rooms whose boards are read together."""
LOOKED_AT_ONCE = 500
"""Rooms of which it is asked together whether they are somebody's, or somebody has an entry there."""
LOOK_SECONDS = 3.0
"""How often it is asked how far the boards of followed rooms have come: a word on the bus may be lost."""
PAUSE_SECONDS = 0.5
"""Between two reads: boards that change meanwhile are read once."""


class _Word(TypedDict, total=False):
    """
    What one node tells the others.

    Args:
        rooms: whose boards have changed.
        people: who has agreed to be listed, or does no more.
        hosts: who wants no boards, or wants them again.
    """

    rooms: list[str]
    people: list[str]
    hosts: list[str]


def _word_in(told: Any) -> _Word:  # noqa: ANN401 - whatever JSON holds
    return _Word(
        rooms=ids_in(told.get("rooms", ())),
        people=ids_in(told.get("people", ())),
        hosts=ids_in(told.get("hosts", ())),
    )


class BoardNotices:
    """
    The notices of one node.

    Args:
        hub: knows which rooms are followed here, and tells their followers.
        bus: carries the word between nodes; None for a single node.
    """

    def __init__(self, hub: Hub, bus: Bus | None = None) -> None:
        self._hub = hub
        self._rounds = Rounds(TOPIC, _word_in, self._take, bus)
        self._changed: dict[str, None] = {}
        self._people: set[str] = set()
        self._hosts: set[str] = set()
        self._told: dict[str, int] = {}
        """The offsets of the boards that followers were shown last, by room."""

    def rooms_changed(self, room_ids: Collection[str]) -> None:
        """Have boards shown anew: something was folded, or a room's own boards were refused."""
        self._rounds.tell({"rooms": list(room_ids)})

    def standing_changed(self, person_id: str) -> None:
        """Have boards shown anew on which somebody has an entry: they are listed from now on, or no more."""
        self._rounds.tell({"people": [person_id]})

    def host_changed(self, person_id: str) -> None:
        """Have boards shown anew in somebody's rooms: they want none from now on, or want them again."""
        self._rounds.tell({"hosts": [person_id]})

    def kept_up(self, reads: Reads) -> AbstractAsyncContextManager[None]:
        """
        Tell followers for as long as the context lasts.

        Args:
            reads: reads boards.
        """
        step = partial(self._step, reads)
        return self._rounds.kept_up(step, look_seconds=LOOK_SECONDS, pause_seconds=PAUSE_SECONDS)

    def _take(self, word: _Word) -> bool:
        followed = self._hub.followed
        if not followed:
            return False
        self._changed.update(dict.fromkeys(each for each in word.get("rooms", ()) if each in followed))
        self._people.update(word.get("people", ()))
        self._hosts.update(word.get("hosts", ()))
        return bool(self._changed or self._people or self._hosts)

    async def _step(self, reads: Reads, due: bool) -> None:  # noqa: FBT001 - as rounds call it
        if due:
            await self._look(reads)
        people, self._people = self._people, set()
        hosts, self._hosts = self._hosts, set()
        if people or hosts:
            followed = list(self._hub.followed)
            for start in range(0, len(followed), LOOKED_AT_ONCE):
                part = followed[start : start + LOOKED_AT_ONCE]
                self._changed.update(dict.fromkeys(await rooms_showing(reads, part, people, hosts)))
        changed, self._changed = list(self._changed), {}
        for start in range(0, len(changed), ROOMS_AT_ONCE):
            tops = await tops_of(reads, changed[start : start + ROOMS_AT_ONCE])
            for room_id, top in tops.items():
                self._hub.notice(room_id, KIND, top)
                if top.board is not None and top.board.offset is not None:
                    self._told[room_id] = top.board.offset

    async def _look(self, reads: Reads) -> None:
        followed = list(self._hub.followed)
        self._told = {room_id: self._told[room_id] for room_id in followed if room_id in self._told}
        for start in range(0, len(followed), LOOKED_AT_ONCE):
            for room_id, folded in (await folded_in(reads, followed[start : start + LOOKED_AT_ONCE])).items():
                if self._told.get(room_id) != folded:
                    self._changed[room_id] = None
