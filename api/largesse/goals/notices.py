"""
Notices: whoever follows a room is shown its goals anew soon after they have moved, on every node.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from largesse.goals.shown import shown_in
from largesse.streams import Rounds, ids_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from contextlib import AbstractAsyncContextManager

    from largesse.bus.bus import Bus
    from largesse.goals.shown import ShownGoal
    from largesse.streams import Hub

KIND = "goals"
"""The kind of notice that followers are given; its value is a list of `ShownGoal`."""
TOPIC = "goals"
"""What nodes tell one another under that goals have moved; how far, the database tells."""
ROOMS_AT_ONCE = 100
"""Rooms whose goals are read together."""
LOOK_SECONDS = 3.0
"""How often all followed rooms are looked at: a word on the bus may be lost, and without one there is none."""
PAUSE_SECONDS = 0.5
"""Between two reads: goals that move meanwhile are read once."""


class GoalNotices:
    """
    The notices of one node.

    Args:
        hub: knows which rooms are followed here, and tells their followers.
        bus: carries the word between nodes; None for a single node.
    """

    def __init__(self, hub: Hub, bus: Bus | None = None) -> None:
        self._hub = hub
        self._rounds = Rounds(TOPIC, ids_in, self._take, bus)
        self._changed: dict[str, None] = {}
        self._shown: dict[str, Sequence[ShownGoal]] = {}

    def rooms_changed(self, room_ids: Collection[str]) -> None:
        """Have goals shown anew: something was counted, or the host wants none, or wants them again."""
        self._rounds.tell(list(room_ids))

    def kept_up(self) -> AbstractAsyncContextManager[None]:
        """Tell followers for as long as the context lasts."""
        return self._rounds.kept_up(self._step, look_seconds=LOOK_SECONDS, pause_seconds=PAUSE_SECONDS)

    def _take(self, room_ids: Iterable[str]) -> bool:
        followed = self._hub.followed
        self._changed.update(dict.fromkeys(room_id for room_id in room_ids if room_id in followed))
        return bool(self._changed)

    async def _step(self, due: bool) -> None:  # noqa: FBT001 - as rounds call it
        followed = self._hub.followed
        self._shown = {room_id: goals for room_id, goals in self._shown.items() if room_id in followed}
        if due:
            self._changed.update(dict.fromkeys(followed))
        while rooms := list(islice(self._changed, ROOMS_AT_ONCE)):
            for room_id in rooms:
                del self._changed[room_id]
            for room_id, goals in (await shown_in(rooms)).items():
                # Most gifts count towards no goal.
                if self._shown.get(room_id) != goals:
                    self._shown[room_id] = goals
                    self._hub.notice(room_id, KIND, goals)
