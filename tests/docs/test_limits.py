"""
The reference of limits says what is counted: every limit, its default and its setting, and every weight.
"""

from __future__ import annotations

import re
from pathlib import Path

from largesse.settings import PREFIX, Settings
from largesse.web.callers.bounds import Bound, Bounds
from largesse.web.documents.cost import WEIGHTS
from largesse.web.documents.limits import LIMITS, Limits
from largesse.web.documents.repeats import REPEATS_MAX

REFERENCE = (Path(__file__).parents[2] / "docs" / "reference" / "limits.md").read_text("utf-8")
ROWS = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in REFERENCE.splitlines() if "|" in line]


def test_each_limit_of_a_document_stands_there_in_its_place() -> None:
    maxima = Limits.of(Settings()).by_name()
    expected = {name: (str(maxima[name]), f"{PREFIX}{field.upper()}") for name, field in LIMITS.items()}
    expected["repeated fields"] = (str(REPEATS_MAX), "none")
    assert {row[0]: (row[1], row[2]) for row in ROWS if len(row) == 4 and row[0] in maxima} == expected


def test_each_setting_stands_there_with_its_default() -> None:
    for row in ROWS:
        names = [cell for cell in row if cell.startswith(PREFIX)]
        for name in names:
            default = getattr(Settings(), name.removeprefix(PREFIX).lower())
            assert row[1].split()[0] == (
                "none" if default is None else f"{default:g}" if default < 1e5 else str(default)
            )
    named = set(re.findall(rf"{PREFIX}([A-Z_]+)", REFERENCE))
    assert {name.lower() for name in named} <= set(Settings.model_fields)


def test_each_bound_stands_there() -> None:
    bounds = [each for each in vars(Bounds(Settings())).values() if isinstance(each, Bound)]
    assert {(row[0], row[1]) for row in ROWS if len(row) == 3} >= {(each.limit, str(each.maximum)) for each in bounds}


def test_each_weight_stands_there() -> None:
    for text in (
        f"a field counts {WEIGHTS.field};",
        f"{WEIGHTS.page_size} times\n  if neither does and {WEIGHTS.page_size_max} times at most",
        f"any other list {WEIGHTS.list_size} times",
        f"root of a mutation counts {WEIGHTS.mutation} more, and of a subscription {WEIGHTS.subscription} more",
        f"Each counts {WEIGHTS.request} more before anybody looks into it, and {WEIGHTS.refused} instead of",
        f"{WEIGHTS.introspection_share} of them count as one",
    ):
        assert text in REFERENCE
