"""
Messages with an address in them wait for a moderator, and those that shout are refused.
"""

from largesse import MessageQuestion, Moderator, Verdict, hookimpl

LARGESSE_CONTRACT = 0
LETTERS_MIN = 20


def judge(question: MessageQuestion) -> Verdict:
    """Return what is to become of a message; the reason does not repeat what it says."""
    if "://" in question.text:
        return Verdict.hold("It has an address in it.")
    letters = [each for each in question.text if each.upper() != each.lower()]
    if len(letters) >= LETTERS_MIN and all(each.isupper() for each in letters):
        return Verdict.refuse("It is written in capitals alone.")
    return Verdict.allow()


@hookimpl
def largesse_moderators() -> list[Moderator]:
    """Offer the one moderator."""
    return [Moderator(key="quiet", judge=judge)]
