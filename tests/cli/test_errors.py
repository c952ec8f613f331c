"""
`largesse errors`: the reference of all error codes, which docs/reference/errors.md holds.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from largesse.cli.errors.examples import TOP, TYPED
from largesse.cli.errors.reference import errors_reference
from largesse.docstrings import documents_of
from largesse.schema.errors import ErrorCode
from largesse.web.codes import Code

if TYPE_CHECKING:
    from .conftest import Run

KEPT = Path(__file__).parents[2] / "docs" / "reference" / "errors.md"


def test_the_page_is_what_the_command_prints(run: Run) -> None:
    done = run("errors")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == KEPT.read_text("utf-8"), "run `largesse errors > docs/reference/errors.md`"


def test_every_code_has_an_example() -> None:
    assert [error.code for error in TYPED] == [code.value for code in ErrorCode]
    assert list(TOP) == list(Code)


def test_each_refusal_says_what_it_means_and_what_to_do() -> None:
    assert {name: text.count("\n\n") for name, text in documents_of(ErrorCode).items()} == dict.fromkeys(
        ErrorCode.__members__, 1
    )


def test_a_part_tells_where_a_code_stands_and_what_it_carries() -> None:
    page = errors_reference()
    part = page[page.index("### `ALREADY_REVERSED`") : page.index("### `EARNINGS_INSUFFICIENT`")]
    assert part == (
        "### `ALREADY_REVERSED`\n\n"
        "Less of the gift is left than was asked to be reversed. `AlreadyReversedError`, in `giftReverse`.\n\n"
        "What to do: Ask for `remainingQuantity` at most.\n\n"
        "```json\n{\n"
        '  "__typename": "AlreadyReversedError",\n'
        '  "message": "1 of this gift are left to reverse, not 2.",\n'
        '  "code": "ALREADY_REVERSED",\n'
        '  "path": [\n    "input",\n    "quantity"\n  ],\n'
        '  "remainingQuantity": 1,\n'
        '  "askedQuantity": 2\n'
        "}\n```\n\n"
    )
