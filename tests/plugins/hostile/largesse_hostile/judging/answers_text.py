"""
It answers text.
"""

from largesse import MessageQuestion, Moderator, hookimpl
from largesse_hostile.moderator import moderator

LARGESSE_CONTRACT = 0


def sin(question: MessageQuestion) -> object:
    return f"allow {question.text}"


@hookimpl
def largesse_moderators() -> list[Moderator]:
    return [moderator("answers-text", sin)]
