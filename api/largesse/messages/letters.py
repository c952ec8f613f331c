"""
Letters: how long a message is as its reader sees it, and which characters it may have.
"""

from __future__ import annotations

import unicodedata

LETTERS_MAX = 300
"""How many letters a message has at most."""
CHARACTERS_MAX = 8 * LETTERS_MAX
"""How many of Unicode's characters: a family in one emoji has seven, and no letter needs a tower of marks."""
_JOINER = "\u200d"
_ATTACHED = frozenset({"Mn", "Mc", "Me", "Cf"})
_UNFIT = frozenset({"Cc", "Cs", "Zl", "Zp"})
_UNSEEN = _ATTACHED | _UNFIT | {"Zs"}
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_HALVES = range(0x1F1E6, 0x1F200)
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of all that follows, a page's own words included (UAX #9, explicit directions)."""


def tidied(text: str) -> str:
    """Return a text in Unicode's normal form C, without space at its ends."""
    return unicodedata.normalize("NFC", text).strip()


def problem_of(text: str) -> str | None:
    """
    Return why a tidied text cannot be a message, or None if it can.

    Args:
        text: as `tidied` returns it.
    """
    if all(unicodedata.category(each) in _UNSEEN for each in text):
        return "it says nothing"
    if len(text) > CHARACTERS_MAX or letter_count(text) > LETTERS_MAX:
        return f"it must have {LETTERS_MAX} letters at most"
    if any(unicodedata.category(each) in _UNFIT for each in text):
        return "it must be one line, without control characters or halves of a surrogate pair"
    if any(each in _OVERRIDES for each in text):
        return "it must not turn the direction of what stands around it"
    return None


def letter_count(text: str) -> int:
    """
    Return how many letters a reader sees: marks, joined emoji, skin tones and halves of flags add none.

    It follows UAX #29 for what people write; what needs tables of its own there, such as Hangul in parts, counts as it
    is written.
    """
    count, joined, flags = 0, False, 0
    for each in text:
        code = ord(each)
        flags = flags + 1 if code in _FLAG_HALVES else 0
        attached = unicodedata.category(each) in _ATTACHED or code in _SKIN_TONES
        second_half = flags > 0 and flags % 2 == 0
        if not (attached or joined or second_half):
            count += 1
        joined = each == _JOINER
    return count
