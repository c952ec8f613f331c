"""
Letters: a message is as long as its reader sees it, and is one line that says something.
"""

from __future__ import annotations

import pytest

from largesse.messages.letters import CHARACTERS_MAX, LETTERS_MAX, letter_count, problem_of, tidied

FAMILY = "👩\u200d👩\u200d👧\u200d👦"
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
TOO_LONG = f"it must have {LETTERS_MAX} letters at most"
SILENT = "it says nothing"
NOT_ONE_LINE = "it must be one line, without control characters or halves of a surrogate pair"
TURNS = "it must not turn the direction of what stands around it"


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("hello", 5),
        ("e\u0301", 1),
        (FAMILY, 1),
        (SCOTLAND, 1),
        ("👍🏽", 1),
        ("❤\ufe0f", 1),
        ("🇩🇪🇯🇵", 2),
        ("🇩🇪a🇯🇵", 3),
        ("한국", 2),
        ("नमस्ते", 4),
        ("a\u200bb", 2),
    ],
)
def test_letters_are_counted_as_a_reader_sees_them(text: str, letters: int) -> None:
    assert letter_count(text) == letters


@pytest.mark.parametrize("text", ["hello", "?", "7", "🎉", FAMILY * 300, "a" * 300, "\U0001fae8", "العربية"])
def test_what_says_something_within_the_length_is_a_message(text: str) -> None:
    assert problem_of(tidied(text)) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", SILENT),
        ("   ", SILENT),
        ("\u200b\u200d\ufe0f", SILENT),
        ("\u0301", SILENT),
        ("\u3000\u00a0", SILENT),
        ("a" * 301, TOO_LONG),
        ("a" + "\u0301" * (CHARACTERS_MAX + 1), TOO_LONG),
        ("one\ntwo", NOT_ONE_LINE),
        ("one\u2028two", NOT_ONE_LINE),
        ("a\0b", NOT_ONE_LINE),
        ("a\x1b[2Jb", NOT_ONE_LINE),
        ("a\x85b", NOT_ONE_LINE),
        ("a\ud83db", NOT_ONE_LINE),
        ("a\u202eb", TURNS),
        ("a\u2067b", TURNS),
    ],
)
def test_nothing_else_is(text: str, problem: str) -> None:
    assert problem_of(tidied(text)) == problem


def test_what_looks_the_same_is_the_same_and_space_at_the_ends_is_left_out() -> None:
    assert tidied(" \tcafe\u0301 \n") == "café"
