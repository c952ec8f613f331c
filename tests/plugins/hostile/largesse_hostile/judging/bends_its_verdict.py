"""
It answers a verdict that its class would have refused.
"""

from largesse import MessageQuestion, Moderator, Ruling, Verdict, hookimpl
from largesse_hostile.moderator import moderator

LARGESSE_CONTRACT = 0


def sin(question: MessageQuestion) -> Verdict:
    verdict = Verdict.allow()
    object.__setattr__(verdict, "ruling", Ruling.HOLD)
    object.__setattr__(verdict, "reason", question.text * 1_000)
    return verdict


@hookimpl
def largesse_moderators() -> list[Moderator]:
    return [moderator("bends-its-verdict", sin)]
