"""
It answers a coroutine.
"""

from largesse import MessageQuestion, Moderator, hookimpl
from largesse_hostile.moderator import moderator

LARGESSE_CONTRACT = 0


async def later(question: MessageQuestion) -> MessageQuestion:
    return question


def sin(question: MessageQuestion) -> object:
    return later(question)


@hookimpl
def largesse_moderators() -> list[Moderator]:
    return [moderator("answers-a-coroutine", sin)]
