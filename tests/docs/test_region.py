"""
The how-to about a region: what it says to type works, and its second card may follow the first.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from largesse import Ratio, Region, hookimpl
from largesse.clock import datetime_of, instant_of
from largesse.errors import ConfigurationError
from largesse.plugins import source_at
from largesse.regions.notice import breach_of
from largesse.testing import TurnedClock, serving, settings_in
from tests.docs.author import Author

HOW_TO = (Path(__file__).parents[2] / "docs" / "how-to" / "region.md").read_text("utf-8")


NOON = instant_of(datetime(2026, 12, 6, 12, tzinfo=UTC))
(REFUSAL,) = re.findall(r"^    (No rate card can be used .*)$", HOW_TO, re.MULTILINE)


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


async def test_a_creator_reads_what_the_how_to_says(author: Author, tmp_path: Path) -> None:
    source = source_at(author.directory)
    settings = settings_in(tmp_path / "data")
    async with serving(settings, plugins=source.candidates, clock=TurnedClock(NOON)) as node:
        assert await node.query(blocks("graphql")[0]) == json.loads(blocks("json")[0])
    source.forget()


async def test_a_hasty_card_keeps_the_server_from_starting(author: Author, tmp_path: Path) -> None:
    source, settings, clock = source_at(author.directory), settings_in(tmp_path / "data"), TurnedClock(NOON)
    plugin: Any = source.candidates[0].load()
    async with serving(settings, plugins=source.candidates, clock=clock):
        source.forget()
    hasty = replace(
        plugin.FIRST_CARD,
        version=2,
        holds_from=instant_of(datetime(2026, 12, 10, tzinfo=UTC)),
        list_price=Ratio(5, 2),
    )
    (region,) = plugin.largesse_regions()
    plugin.largesse_regions = hookimpl(lambda: [replace(region, cards=(plugin.FIRST_CARD, hasty))])
    clock.turn_to(NOON)
    with pytest.raises(ConfigurationError) as caught:
        async with serving(settings, plugins=[plugin], clock=clock):
            pass
    # The server has looked at its clock a few times by then, and each look is a microsecond later.
    assert re.sub(r"\.\d{6}Z", "Z", caught.value.reason) == REFUSAL
