"""
A plugin is asked what it can be configured with, and cannot hang or break whoever asks.
"""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from pydantic import BaseModel, field_validator

from largesse.errors import ConfigurationError
from largesse.plugins import Candidate
from largesse.plugins.configuration import inquire
from tests.plugins.configuration.kite import KITE, Config, said

if TYPE_CHECKING:
    from collections.abc import Callable


class Odd(BaseModel):
    word: str = ""

    @field_validator("word")
    @classmethod
    def _exits(cls, word: str) -> str:
        raise SystemExit(word)


def candidate(load: Callable[[], object]) -> Candidate:
    return Candidate(name="kite", module="kite", distribution="kites", version="1", load=load)


def stop() -> None:
    raise SystemExit(3)


def test_a_plugin_that_is_configured_has_a_schema_fields_and_no_faults() -> None:
    inquiry = inquire(candidate(lambda: KITE), said(PRICE_COINS="7"))

    assert inquiry.schema == Config.model_json_schema()
    assert inquiry.faults == ()
    assert [each.value for each in inquiry.fields if each.name == "price_coins"] == ["7"]


def test_every_fault_is_told_in_a_line_of_its_own() -> None:
    inquiry = inquire(candidate(lambda: KITE), said(COLOURS="[1]"))

    assert inquiry.faults == (
        "LARGESSE_PLUGIN_KITE_PRICE_COINS is not set",
        "LARGESSE_PLUGIN_KITE_COLOURS is not right at 0: Input should be a valid string",
    )


def test_a_plugin_that_takes_none_has_no_schema() -> None:
    inquiry = inquire(candidate(SimpleNamespace), said())

    assert (inquiry.schema, inquiry.fields, inquiry.faults) == (None, (), ())


@pytest.mark.parametrize(
    ("load", "reason"),
    [
        (stop, "cannot be asked: importing it raised SystemExit: 3"),
        (lambda: SimpleNamespace(LARGESSE_CONFIG=3), "cannot be asked: its LARGESSE_CONFIG is of type int"),
        (
            lambda: SimpleNamespace(LARGESSE_CONFIG=Odd),
            "cannot be asked: asking for its configuration raised SystemExit",
        ),
        (threading.Event().wait, "was not ready within 0.2 seconds"),
    ],
    ids=["exits", "states no model", "has a validator that exits", "hangs"],
)
def test_a_plugin_that_cannot_be_asked_is_told_in_a_sentence(load: Callable[[], object], reason: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^The plugin 'kite' {reason}"):
        inquire(candidate(load), said(WORD="a"), deadline_seconds=0.2)
