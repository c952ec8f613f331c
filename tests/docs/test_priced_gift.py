"""
The how-to about a gift that prices itself: its code is asked as it says, and answers what it says.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from largesse.plugins import source_at
from largesse.testing import VIEWER, served, settings_in
from tests.docs.author import Author

if TYPE_CHECKING:
    from collections.abc import Iterator

HOW_TO = (Path(__file__).parents[2] / "docs" / "how-to" / "priced-gift.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """The code blocks of a language, in their order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", HOW_TO, re.MULTILINE | re.DOTALL)


@pytest.fixture
def author(tmp_path: Path) -> Author:
    """Somebody who has put the code where the how-to says."""
    author = Author(tmp_path)
    (begun,) = re.findall(r"`(largesse plugins new \w+)`", HOW_TO)
    author.does(begun)
    author.directory /= "largesse-lantern"
    author.puts("src/largesse_lantern/__init__.py", blocks("python")[0])
    return author


@pytest.fixture
def lantern(author: Author) -> Iterator[object]:
    """The plugin, imported from there."""
    source = source_at(author.directory)
    yield source.candidates[0].load()
    source.forget()


def test_the_question_is_answered_as_the_how_to_says(author: Author) -> None:
    question, price = blocks("json")
    author.puts("question.json", question)
    answer = json.loads(author.does(blocks("sh")[0]))
    assert answer["answer"] == json.loads(price)
    assert answer["deviations"] == []
    assert author.does("largesse plugins doctor") == "lantern: nothing is wrong.\n"
    author.does("mypy --no-incremental src && ruff check src")


def test_it_is_sent_at_the_price_that_it_asks_for(tmp_path: Path, lantern: object) -> None:
    with served(settings_in(tmp_path), plugins=[lantern]) as server:
        server.meet_everybody()
        server.grant(VIEWER, 1_000)
        room = server.open_room()
        assert server.price_of(room, "lantern", 1) == 50
        assert server.price_of(room, "lantern", 10) == 450
        server.send_gift(VIEWER, room, "lantern", quantity=10)
        assert server.coins_of(VIEWER) == 550
        server.assert_books_balance()
