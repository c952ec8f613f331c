"""
It answers nothing.
"""

from largesse import MessageQuestion, Moderator, hookimpl
from largesse_hostile.moderator import moderator

LARGESSE_CONTRACT = 0


def sin(question: MessageQuestion) -> None:
    assert question


@hookimpl
def largesse_moderators() -> list[Moderator]:
    return [moderator("answers-none", sin)]
