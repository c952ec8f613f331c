"""
It raises.
"""

from largesse import MessageQuestion, Moderator, hookimpl
from largesse_hostile.moderator import moderator

LARGESSE_CONTRACT = 0


def sin(question: MessageQuestion) -> object:
    raise ValueError(question)


@hookimpl
def largesse_moderators() -> list[Moderator]:
    return [moderator("raises", sin)]
