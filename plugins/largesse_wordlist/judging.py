"""
Judging: a message is looked through for the words of every language and of its sender's, or of all if that is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse import Verdict
from largesse_wordlist.configuration import ANY
from largesse_wordlist.search import Search

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse import MessageQuestion
    from largesse_wordlist.configuration import Words

HELD = "It has a word that a moderator is to look at."
REFUSED = "It has a word that is not wanted here."


class Judging:
    """
    Judges messages by words.

    A word of one language may be harmless in another: lists of a language hold for those who speak it, and for those of
    whom nobody knows what they speak.

    Args:
        lists: the words by language; those under `any` hold for everybody.
    """

    def __init__(self, lists: Mapping[str, Words]) -> None:
        self._hold = {language: Search(words.hold) for language, words in lists.items()}
        self._refuse = {language: Search(words.refuse) for language, words in lists.items()}

    def __call__(self, question: MessageQuestion) -> Verdict:
        """Return what is to become of a message; the reason does not repeat the word."""
        languages = self._languages(question.sender_locale)
        if any(self._refuse[language].finds(question.text) for language in languages):
            return Verdict.refuse(REFUSED)
        if any(self._hold[language].finds(question.text) for language in languages):
            return Verdict.hold(HELD)
        return Verdict.allow()

    def _languages(self, locale: str | None) -> list[str]:
        if locale is None:
            return list(self._hold)
        spoken = {ANY, locale.lower(), locale.lower().replace("_", "-").partition("-")[0]}
        return [language for language in self._hold if language in spoken]
