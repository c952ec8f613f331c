"""
Keys and names: what gift types and their variants are called.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEY_LENGTH_MAX = 64
NAME_LENGTH_MAX = 60
EMOJI_LENGTH_MAX = 16
_KEY = re.compile(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*")
_LOCALE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")


def problems_of_key(key: str) -> Iterator[str]:
    """Yield what is wrong with a key."""
    if len(key) > KEY_LENGTH_MAX or not _KEY.fullmatch(key):
        yield f"the key must be lower-case words joined by '.', '-' or '_', {KEY_LENGTH_MAX} characters at most"


def problems_of_names(names: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the names by locale."""
    if "en" not in names:
        yield "names must have 'en'"
    if not all(_LOCALE.fullmatch(locale) for locale in names):
        yield "a locale of its names is not BCP 47"
    if not all(0 < len(name.strip()) <= NAME_LENGTH_MAX for name in names.values()):
        yield f"a name must have 1 to {NAME_LENGTH_MAX} characters"


def problems_of_emoji(emoji: str) -> Iterator[str]:
    """Yield what is wrong with an emoji."""
    if not 0 < len(emoji) <= EMOJI_LENGTH_MAX:
        yield f"the emoji must have 1 to {EMOJI_LENGTH_MAX} characters"


def name_in(names: Mapping[str, str], locale: str) -> str:
    """Return the name in a locale, else in its language, else in English."""
    return names.get(locale) or names.get(locale.split("-", maxsplit=1)[0]) or names["en"]
