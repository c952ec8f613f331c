"""
A configuration is described field by field, with who has set it, and without its secrets.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, Field

from largesse.plugins.configuration import described_fields
from tests.plugins.configuration.kite import KITE, said

if TYPE_CHECKING:
    from pathlib import Path


def test_each_field_is_described_with_type_default_value_and_source(tmp_path: Path) -> None:
    path = tmp_path / "label"
    path.write_text("seen by nobody", encoding="utf-8")
    share = said(table={"price_coins": 7, "chat": {"token": "hunter2!"}}, LABEL_FILE=str(path), COLOURS='["blue"]')

    fields = {each.name: each for each in described_fields(KITE, share)}

    assert {name: (each.type, each.default, each.value, each.source) for name, each in fields.items()} == {
        "price_coins": ("int", "required", "7", "[plugins.kite]"),
        "colours": ("tuple[str, ...]", "('red',)", "('blue',)", "LARGESSE_PLUGIN_KITE_COLOURS"),
        "limits": ("dict[str, int]", "{}", "{}", "default"),
        "file": ("Path | None", "None", "None", "default"),
        "token": ("SecretStr", "********", "********", "default"),
        "chat.address": ("str", "'http://localhost'", "'http://localhost'", "default"),
        "chat.token": ("SecretStr | None", "None", "********", "chat in [plugins.kite]"),
        "label": ("str | None", "None", "********", "LARGESSE_PLUGIN_KITE_LABEL_FILE"),
    }
    assert fields["price_coins"].description == "What a kite costs."
    assert fields["chat.token"].variable == "LARGESSE_PLUGIN_KITE_CHAT__TOKEN"
    assert "hunter2" not in repr(fields)


def test_what_is_not_right_is_described_without_values() -> None:
    fields = described_fields(KITE, said(CHAT__TOKEN="a secret of the chat"))

    assert {each.value for each in fields} == {""}
    assert {each.name: each.source for each in fields}["chat.token"] == "LARGESSE_PLUGIN_KITE_CHAT__TOKEN"
    assert described_fields(SimpleNamespace(), said()) == ()


def test_a_default_that_is_made_when_it_is_needed_is_said_to_be() -> None:
    class Made(BaseModel):
        names: list[str] = Field(default_factory=list)
        how: Literal["pathlib.Path", "b"] = "b"

    fields = described_fields(SimpleNamespace(LARGESSE_CONFIG=Made), said())

    assert [(each.type, each.default, each.value) for each in fields] == [
        ("list[str]", "made when it is needed", "[]"),
        ("Literal['pathlib.Path', 'b']", "'b'", "'b'"),
    ]


class Box(BaseModel):
    size: int
    within: Box | None = None


def test_a_model_that_contains_itself_is_described_to_a_depth() -> None:
    boxes = SimpleNamespace(LARGESSE_CONFIG=Box)

    right = described_fields(boxes, said(SIZE="3", WITHIN__SIZE="2"))
    wrong = described_fields(boxes, said())

    assert [(each.name, each.value) for each in right] == [
        ("size", "3"),
        ("within.size", "2"),
        ("within.within", "None"),
    ]
    assert [each.name.count(".") for each in wrong] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 8]
