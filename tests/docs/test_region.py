"""
The how-to about a region: what it says to type works, and its second card may follow the first.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from largesse import Region
from largesse.clock import datetime_of
from largesse.plugins import source_at
from largesse.regions.notice import breach_of
from tests.docs.author import Author

HOW_TO = (Path(__file__).parents[2] / "docs" / "how-to" / "region.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """The code blocks of a language, in their order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", HOW_TO, re.MULTILINE | re.DOTALL)


@pytest.fixture
def author(tmp_path: Path) -> Author:
    """Somebody who has begun as the how-to says."""
    author = Author(tmp_path)
    new, into = blocks("sh")[0].splitlines()
    author.does(new)
    author.directory /= into.removeprefix("cd ")
    return author


def test_the_commands_succeed(author: Author) -> None:
    said = [author.does(command) for command in blocks("sh")[1].splitlines()]
    assert " passed in " in said[0]
    assert said[1] == "aotearoa: nothing is wrong.\n"


def test_the_second_card_may_follow_the_first(author: Author) -> None:
    source = source_at(author.directory)
    first: Any = source.candidates[0].load()
    said: dict[str, Any] = {}
    exec(blocks("python")[0], said)  # noqa: S102 - the how-to's own code
    source.forget()
    (region,) = first.largesse_regions()
    second = said["SECOND_CARD"]
    both = Region(
        code=region.code,
        name=region.name,
        currency=region.currency,
        time_zone=region.time_zone,
        cards=(first.FIRST_CARD, second),
    )
    assert [datetime_of(card.holds_from).year for card in both.cards] == [2026, 2027]
    assert breach_of(first.FIRST_CARD, second, first.FIRST_CARD.holds_from) is None
