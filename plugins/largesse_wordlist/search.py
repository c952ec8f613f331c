"""
Searching for whole words, however they are written: in capitals, in full width, with something invisible between.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"\w+")
_WITHOUT_SPACES = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")
"""How the names of letters begin that are written without spaces between words."""


class Search:
    """
    Finds words and phrases in texts.

    A phrase is found whatever stands between its words that is no letter. What is written without spaces, such as
    Japanese or Thai, is found wherever it stands, since no word ends there that a program could see.

    Args:
        words: what is looked for.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._phrases: defaultdict[int, set[tuple[str, ...]]] = defaultdict(set)
        self._parts: set[str] = set()
        for word in words:
            plain = folded(word)
            if any(unicodedata.name(letter, "").startswith(_WITHOUT_SPACES) for letter in plain):
                self._parts.add("".join(_WORD.findall(plain)))
            else:
                phrase = tuple(_WORD.findall(plain))
                self._phrases[len(phrase)].add(phrase)

    def finds(self, text: str) -> bool:
        """Tell whether one of them stands in a text."""
        words = tuple(_WORD.findall(folded(text)))
        if any(part in "".join(words) for part in self._parts):
            return True
        return any(
            words[start : start + length] in phrases
            for length, phrases in self._phrases.items()
            for start in range(len(words) - length + 1)
        )


def folded(text: str) -> str:
    """Return a text as it is compared: without case, in Unicode's normal form KC, and without invisible characters."""
    seen = "".join(each for each in text if unicodedata.category(each) != "Cf")
    # Folding may undo the normal form, and what is compared has to be in it (Unicode, 3.13, D145).
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())
