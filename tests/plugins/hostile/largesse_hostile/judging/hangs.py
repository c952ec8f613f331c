"""
It waits for what never comes.
"""

from threading import Event

from largesse import MessageQuestion, Moderator, hookimpl
from largesse_hostile.moderator import moderator

LARGESSE_CONTRACT = 0


def sin(question: MessageQuestion) -> object:
    Event().wait()
    return question


@hookimpl
def largesse_moderators() -> list[Moderator]:
    return [moderator("hangs", sin)]
