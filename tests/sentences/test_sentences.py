"""
A sentence ends once, whatever the reason in it ends with.
"""

from __future__ import annotations

import pytest

from largesse.errors import Overloaded, PluginFailed, PluginNotRestorable, RateCardMissing, Unavailable
from largesse.sentences import ended, followed


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("it is not installed", "it is not installed."),
        ("it is not installed; did you mean 'kite'?", "it is not installed; did you mean 'kite'?"),
        ("it raised ValueError: no.", "it raised ValueError: no."),
        ("it raised ValueError: no!", "it raised ValueError: no!"),
        ("it raised ValueError: and so on…", "it raised ValueError: and so on…"),
        ("run pip install 'kite[sound]'", "run pip install 'kite[sound]'."),
    ],
)
def test_a_sentence_gets_a_full_stop_unless_it_has_ended(text: str, sentence: str) -> None:
    assert ended(text) == sentence


def test_what_follows_begins_anew_only_after_an_end() -> None:
    assert followed("there is no hook rose", "call it lily") == "there is no hook rose; call it lily."
    assert followed("did you mean lily?", "call it lily") == "did you mean lily? Call it lily."
    assert followed("did you mean lily?", "`largesse` lists all") == "did you mean lily? `largesse` lists all."


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (PluginFailed("kite", "ValueError: no."), "The plugin 'kite' failed: ValueError: no."),
        (
            PluginNotRestorable("kite", "there is no field prise; did you mean price?"),
            "The plugin 'kite' was not loaded when the server started: there is no field prise; did you mean price?",
        ),
        (RateCardMissing("KE", "is there none?"), "No rate card can be used for region 'KE': is there none?"),
        (Unavailable("is it there?"), "Not available now: is it there? Nothing was changed."),
        (Overloaded(), "Not available now: too many calls are waiting. Nothing was changed."),
    ],
)
def test_an_error_says_a_reason_that_has_ended_as_it_is(error: Exception, message: str) -> None:
    assert str(error) == message
