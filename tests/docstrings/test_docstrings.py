"""
What is written beside a name is found and taken apart.
"""

from __future__ import annotations

import inspect

from largesse.docstrings import arguments_of, documents_in, documents_of, section_of, summary


def test_a_docstring_becomes_a_description() -> None:
    text = """
    Return the name
    in a language.

    Second paragraph.

    Args:
        info: the operation.
        locale: BCP 47, such as `pt-BR`;
            the caller's own if left out.

    Raises:
        ValueError: never.
    """
    plain = inspect.cleandoc(text)
    assert summary(plain) == "The name in a language.\n\nSecond paragraph."
    assert arguments_of(plain) == {
        "info": "The operation.",
        "locale": "BCP 47, such as `pt-BR`; the caller's own if left out.",
    }


def test_no_docstring_is_no_description() -> None:
    assert summary(None) is None
    assert arguments_of(None) == {}
    assert documents_of(int) == {}


def test_a_section_is_what_is_indented_below_its_name() -> None:
    text = "Do it.\n\nReturns:\n    What came of it.\n\nRaises:\n    ValueError: never.\n"

    assert section_of(text, "Returns").strip() == "What came of it."
    assert section_of(text, "Args") == ""


def test_what_stands_below_a_name_of_a_module_is_found() -> None:
    documents = documents_in("largesse.clock")

    assert documents["Instant"] == "Microseconds since 1970-01-01T00:00:00Z."
    assert documents["iso_of"].startswith("Return the instant as ISO 8601 text")
