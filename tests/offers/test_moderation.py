"""
Verdicts and moderators: what they are made of, and what is refused as it is made.
"""

from __future__ import annotations

import pytest

from largesse import Moderator, Ruling, Verdict


def test_a_verdict_allows_without_a_word_and_holds_and_refuses_with_its_reason() -> None:
    assert Verdict.allow() == Verdict(ruling=Ruling.ALLOW)
    assert Verdict.hold("look") == Verdict(ruling=Ruling.HOLD, reason="look")
    assert Verdict.refuse("no") == Verdict(ruling=Ruling.REFUSE, reason="no")


@pytest.mark.parametrize("reason", ["", " ", "a" * 201, "a\nb", "a\x1b[2J"])
@pytest.mark.parametrize("made", [Verdict.hold, Verdict.refuse], ids=["hold", "refuse"])
def test_whatever_is_not_allowed_has_a_reason_of_1_to_200_printable_characters(made: object, reason: str) -> None:
    with pytest.raises(ValueError, match="reason"):
        made(reason)  # type: ignore[operator]  # one of the two


def test_what_is_allowed_has_no_reason() -> None:
    with pytest.raises(ValueError, match="needs no reason"):
        Verdict(ruling=Ruling.ALLOW, reason="why not")


@pytest.mark.parametrize("key", ["", "Quiet", "quiet!", "-quiet", "quiet-", "a" * 65, "two words"])
def test_a_key_is_lower_case_words(key: str) -> None:
    with pytest.raises(ValueError, match="key of a moderator"):
        Moderator(key=key, judge=lambda _: Verdict.allow())
