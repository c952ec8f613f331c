"""
The public face is complete, sorted, typed, and documented to the last name.
"""

from __future__ import annotations

import ast
import inspect
import re

import pytest

import largesse
from largesse.plugins.reference.face import document_of, face_reference, fields_of, methods_of

WITHOUT_FIELDS = {"Instant", "hookimpl", "instant_of"}
"""An alias, a marker and a function."""


def test_the_face_is_sorted_and_is_all_that_is_imported_for_it() -> None:
    tree = ast.parse(inspect.getsource(largesse))
    imported = {alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names}

    assert largesse.__all__ == sorted(largesse.__all__)
    assert imported - {"TYPE_CHECKING", "deprecated_name"} == set(largesse.__all__)


@pytest.mark.parametrize("name", largesse.__all__)
def test_each_name_says_what_it_is(name: str) -> None:
    assert document_of(name).strip().endswith((".", "…"))


@pytest.mark.parametrize("name", sorted(set(largesse.__all__) - WITHOUT_FIELDS))
def test_each_field_says_its_type_and_what_it_means(name: str) -> None:
    fields = fields_of(name)

    assert fields
    assert [each.name for each in fields if not each.meaning] == []
    if name not in {"Channel", "Ruling", "Tier"}:
        assert [each.name for each in fields if not each.type] == []


@pytest.mark.parametrize("name", largesse.__all__)
def test_each_method_says_what_it_does(name: str) -> None:
    assert [signature for signature, text in methods_of(name).items() if not text] == []


def test_what_a_value_is_made_of_is_what_its_docstring_lists() -> None:
    for name in set(largesse.__all__) - WITHOUT_FIELDS - {"Channel", "Ruling", "Tier"}:
        value = getattr(largesse, name)
        listed = [line.split(":")[0].strip() for line in inspect.getdoc(value).splitlines() if _begins(line)]
        assert listed == [each.name for each in fields_of(name)], name


def test_a_part_of_the_page_has_type_default_and_meaning_of_each_field() -> None:
    page = face_reference()
    part = page[page.index("## DatedPrice\n") : page.index("## Eligibility\n")]

    assert part == (
        "## DatedPrice\n\n"
        "A price from an instant on.\n\n"
        "| field | type | default | meaning |\n|---|---|---|---|\n"
        "| `holds_from` | `Instant` | required | From when it holds, in microseconds since the epoch. |\n"
        "| `price_coins` | `int` | required | The price of one, from 1 to 1,000,000 coins. |\n\n"
        "Made of what cannot be right, it raises `ValueError`. It checks the price.\n\n"
    )
    assert "Raises `ValueError`: The datetime has no time zone." not in page
    assert "Raises `ValueError`: the datetime has no time zone." in page
    assert "| `eligibility` | `Eligibility` | `Eligibility()` |" in page


def _begins(line: str) -> bool:
    """Tell whether a line of a docstring begins what is said of a field."""
    return re.match(r" {4}\w+: ", line) is not None
