"""
Verdicts on messages: a moderator's answer, checked; and of several moderators the strictest.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, NamedTuple

from largesse.errors import PluginFailed
from largesse.offers import Ruling, Verdict
from largesse.offers.moderation import verdict_problem
from largesse.plugins.shape import deviation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse.offers import MessageQuestion, Moderator

_STRICTNESS = {ruling: place for place, ruling in enumerate(Ruling)}


class Judged(NamedTuple):
    """
    What is made of a message.

    Args:
        ruling: what becomes of it.
        plugin: the plugin whose moderator said so; empty if all allow it.
        reason: why, in that plugin's words; empty if all allow it.
    """

    ruling: Ruling
    plugin: str = ""
    reason: str = ""


ALLOWED = Judged(Ruling.ALLOW)
"""What is made of a message to which nobody objects."""


def answered(plugin: str, moderator: Moderator, question: MessageQuestion) -> Judged:
    """
    Ask a moderator, and check what it answers; this runs the plugin's code, and belongs into its thread.

    Args:
        plugin: whose moderator it is.
        moderator: who is asked.
        question: about which message.

    Raises:
        PluginFailed: the answer is no verdict, or one that cannot be used.
    """
    answer: object = moderator.judge(question)
    if inspect.iscoroutine(answer):
        answer.close()
    problem = problem_of(answer)
    if problem is not None or not isinstance(answer, Verdict):
        raise PluginFailed(plugin, f"the verdict of {moderator.key!r} cannot be used: {problem}")
    return Judged(answer.ruling, plugin, answer.reason)


def problem_of(answer: object) -> str | None:
    """
    Return why an answer cannot be used as a verdict, or None if it can.

    Args:
        answer: whatever a plugin answered; `Verdict` has checked itself only where it was made as one makes it.
    """
    problem = deviation(answer, Verdict, "it")
    if problem is not None or not isinstance(answer, Verdict):
        return problem
    return verdict_problem(answer)


def strictest(judged: Iterable[Judged]) -> Judged:
    """Return what holds of several: the strictest, and among equals the first."""
    found = max(judged, key=lambda each: _STRICTNESS[each.ruling], default=ALLOWED)
    return ALLOWED if found.ruling is Ruling.ALLOW else found
