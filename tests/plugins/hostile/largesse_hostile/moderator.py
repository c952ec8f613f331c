"""
A moderator of a hostile plugin, which sins when a message says so, and lets all others pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse import Moderator, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse import MessageQuestion


def moderator(key: str, sin: Callable[[MessageQuestion], object]) -> Moderator:
    """Return a moderator that answers `sin` with a sin."""

    def judge(question: MessageQuestion) -> object:
        return sin(question) if question.text == "sin" else Verdict.allow()

    return Moderator(key=key, judge=judge)
