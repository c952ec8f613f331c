"""
The reference of the test kit is what the code says.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest_largesse
from largesse.testing import strategies
from largesse.testing.contract import exchange, gift_types, life, loading, media, pricing, regions, tellings
from pytest_largesse.reference import reference

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "testing.md").read_text("utf-8")


def test_the_page_is_what_the_module_prints() -> None:
    done = subprocess.run([sys.executable, "-m", "pytest_largesse"], capture_output=True, text=True, check=True)
    assert done.stdout == reference() == PAGE


def test_every_fixture_fact_and_strategy_is_on_it_with_what_it_says() -> None:
    facts = [
        fact.__name__
        for module in (loading, gift_types, media, pricing, regions, exchange, tellings, life)
        for fact in module.FACTS
    ]
    lines = PAGE.splitlines()
    for name in facts:
        assert len([line for line in lines if line.startswith(f"- `test_{name}`: Hold that ")]) == 1
    for name in strategies.__all__:
        assert len([line for line in lines if line.startswith(f"- `{name}(") and "`: Make " in line]) == 1
    for name in pytest_largesse.__all__:
        assert name == "pytest_configure" or any(line.startswith(f"- `{name}`: ") for line in lines)
