"""
It sleeps for an hour.
"""

import time

from largesse import MessageQuestion, Moderator, hookimpl
from largesse_hostile.moderator import moderator

LARGESSE_CONTRACT = 0


def sin(question: MessageQuestion) -> object:
    time.sleep(3_600)
    return question


@hookimpl
def largesse_moderators() -> list[Moderator]:
    return [moderator("sleeps", sin)]
