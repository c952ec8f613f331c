"""
Elsewhere: how many follow each room on other nodes, as these told last, until they fall silent.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

EXPIRES_SECONDS = 9.0
"""How long a node's word is good for: it is repeated three times in that time, so that two of them may be lost."""


class _Word(NamedTuple):
    number: int
    total: int
    expires_at: float


class Elsewhere:
    """What other nodes have said of rooms; what comes twice or late changes nothing."""

    def __init__(self) -> None:
        self._words: defaultdict[str, dict[str, _Word]] = defaultdict(dict)

    def hear(self, node: str, number: int, room_id: str, count: int, now: float) -> bool:
        """
        Take a node's word on a room.

        Args:
            node: which node.
            number: of its message; a later one has a greater number.
            room_id: which room.
            count: how many follow it there.
            now: the present moment, in seconds of a clock that never goes back.

        Returns:
            Whether it was news: no message of that number or a greater one had told of this room.
        """
        words = self._words[room_id]
        known = words.get(node)
        if known is not None and number <= known.number:
            return False
        # A count of zero stays until it expires, so that an earlier message that comes late does not bring it back.
        words[node] = _Word(number, count, now + EXPIRES_SECONDS)
        return True

    def count(self, room_id: str) -> int:
        """Return how many follow a room on other nodes."""
        words = self._words.get(room_id)
        return sum(word.total for word in words.values()) if words else 0

    def expire(self, now: float) -> set[str]:
        """Forget what nodes said too long ago, and return the rooms whose count has changed by that."""
        changed = set()
        for room_id, words in list(self._words.items()):
            for node, word in list(words.items()):
                if word.expires_at <= now:
                    del words[node]
                    if word.total:
                        changed.add(room_id)
            if not words:
                del self._words[room_id]
        return changed
