"""
The list of words: whole words, however they are written, in the languages that they are of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

import largesse_wordlist
from largesse import MessageQuestion, Ruling, Verdict
from largesse_wordlist.configuration import Config
from largesse_wordlist.judging import HELD, REFUSED
from largesse_wordlist.search import Search

if TYPE_CHECKING:
    from pathlib import Path

LISTS = """
[any]
refuse = ["fool"]
[EN]
hold = ["buy now"]
[de]
hold = ["Mist"]
refuse = ["straße"]
"""


def verdict(config: Config, text: str, locale: str | None = None) -> Verdict:
    (moderator,) = largesse_wordlist.largesse_moderators(config)
    question = MessageQuestion(text=text, room_id="room", sender_id="vera", sender_locale=locale, now=0)
    return moderator.judge(question)


@pytest.fixture
def listed(tmp_path: Path) -> Config:
    file = tmp_path / "words.toml"
    file.write_text(LISTS, "utf-8")
    return Config(file=file, hold=("wait",))


@pytest.mark.parametrize(
    "text",
    ["fool", "you FOOL!", "Fool, you", "fo\u200bol", "\uff46\uff4f\uff4f\uff4c", "what a fool.", "_ fool _"],
)
def test_a_word_is_found_however_it_is_written(text: str) -> None:
    assert Search(["fool"]).finds(text)


@pytest.mark.parametrize("text", ["foolproof", "tomfoolery", "fo ol", "f00l", "fool_proof", ""])
def test_no_part_of_another_word_is_taken_for_it(text: str) -> None:
    assert not Search(["fool"]).finds(text)


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("buy now", "BUY -- now!", True),
        ("buy now", "buy it now", False),
        ("STRASSE", "auf der Straße", True),
        ("İstanbul", "istanbul", False),
        ("café", "cafe\u0301", True),
        ("café", "cafe", False),
        ("花火", "きれいな花火だ", True),
        ("花火", "花 火", True),
        ("สวัสดี", "ครับสวัสดีครับ", True),
        ("дурак", "ты ДУРАК", True),
    ],
)
def test_phrases_and_scripts_without_spaces_are_found(word: str, text: str, found: object) -> None:
    assert Search([word]).finds(text) is found


def test_words_hold_in_their_language_and_in_all_for_whoever_speaks_nobody_knows_what(listed: Config) -> None:
    rulings = {
        (text, locale): verdict(listed, text, locale).ruling
        for text in ("so ein Mist", "buy now", "wait", "you fool")
        for locale in ("en-US", "de", "fr", None)
    }
    hold, allow, refuse = Ruling.HOLD, Ruling.ALLOW, Ruling.REFUSE
    assert [rulings["so ein Mist", each] for each in ("en-US", "de", "fr", None)] == [allow, hold, allow, hold]
    assert [rulings["buy now", each] for each in ("en-US", "de", "fr", None)] == [hold, allow, allow, hold]
    assert {rulings["wait", each] for each in ("en-US", "de", "fr", None)} == {hold}
    assert {rulings["you fool", each] for each in ("en-US", "de", "fr", None)} == {refuse}


def test_what_refuses_goes_before_what_holds_and_no_reason_repeats_a_word(listed: Config) -> None:
    assert verdict(listed, "wait, fool") == Verdict.refuse(REFUSED)
    assert verdict(listed, "wait") == Verdict.hold(HELD)
    assert not any(word in REFUSED + HELD for word in ("wait", "fool"))


def test_without_words_it_offers_nothing(tmp_path: Path) -> None:
    file = tmp_path / "words.toml"
    file.write_text("[en]\nhold = []\n", "utf-8")
    for config in (Config(), Config(file=file)):
        assert list(largesse_wordlist.largesse_moderators(config)) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "it cannot be read: .*No such file"),
        (b"\xff", "it cannot be read: 'utf-8' codec"),
        (b"[en", "it cannot be read: "),
        (b"[en]\nheld = ['a']", "its held will not do: Extra inputs are not permitted"),
        (b"[en]\nhold = 'a'", "its hold will not do: "),
        (b"en = 'a'", "its a table will not do: "),
        (b"[en]\nhold = ['!']", "its hold will not do: Value error, a word has a letter or a digit at least"),
    ],
)
def test_a_file_that_is_no_list_of_words_is_refused_with_its_reason(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    file = tmp_path / "words.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ValidationError, match=reason):
        Config(file=file)


def test_a_word_in_the_settings_that_says_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="a word has a letter or a digit"):
        Config(hold=("!",))
