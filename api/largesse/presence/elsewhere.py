"""
Elsewhere: who follows each room on other nodes, as these told last, until they fall silent.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from largesse.presence.crowd import NOBODY, Crowd, united
from largesse.presence.message import Word, marks_in

EXPIRES_SECONDS = 9.0
"""How long a node's word is good for: it is repeated three times in that time, so that two of them may be lost."""


class _Kept(NamedTuple):
    number: int
    word: Word
    expires_at: float


class Elsewhere:
    """What other nodes have said of rooms; what comes twice or late changes nothing."""

    def __init__(self) -> None:
        self._words: defaultdict[str, dict[str, _Kept]] = defaultdict(dict)
        self._crowds: dict[str, Crowd] = {}
        """Of rooms that were asked for since something was said of them."""

    def hear(self, node: str, number: int, room_id: str, word: Word, now: float) -> bool:
        """
        Take a node's word on a room.

        Args:
            node: which node.
            number: of its message; a later one has a greater number.
            room_id: which room.
            word: who follows it there, and who came.
            now: the present moment, in seconds of a clock that never goes back.

        Returns:
            Whether it was news: more than what the node had said before, and no earlier word that comes late.
        """
        words = self._words[room_id]
        known = words.get(node)
        if known is not None and number <= known.number:
            return False
        # A count of zero stays until it expires, so that an earlier message that comes late does not bring it back.
        words[node] = _Kept(number, word, now + EXPIRES_SECONDS)
        if known is not None and known.word.standing == word.standing:
            return bool(word.viewers.joined_count)
        self._crowds.pop(room_id, None)
        return True

    def crowd(self, room_id: str) -> Crowd:
        """Return the people who follow a room on other nodes, each once, whichever follow it on several."""
        words = self._words.get(room_id)
        if not words:
            return NOBODY
        found = self._crowds.get(room_id)
        if found is None:
            said = (kept.word for kept in words.values())
            found = united(*(Crowd(word.people, word.level, marks_in(word.marks)) for word in said))
            self._crowds[room_id] = found
        return found

    def unknown(self, room_id: str) -> int:
        """Return how many connections follow a room on other nodes of which nobody knows whose they are."""
        words = self._words.get(room_id)
        return sum(kept.word.viewers.total - kept.word.people for kept in words.values()) if words else 0

    def expire(self, now: float) -> set[str]:
        """Forget what nodes said too long ago, and return the rooms whose count has changed by that."""
        changed = set()
        for room_id, words in list(self._words.items()):
            for node, kept in list(words.items()):
                if kept.expires_at <= now:
                    del words[node]
                    if kept.word.viewers.total:
                        changed.add(room_id)
                        self._crowds.pop(room_id, None)
            if not words:
                del self._words[room_id]
                self._crowds.pop(room_id, None)
        return changed
