"""
A rate, or a source of rates, that cannot be right is refused as it is made.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from largesse import ExchangeRate, ExchangeRates, Ratio

RATE: dict[str, Any] = {"quote": "USD", "rate": Ratio(10_876, 10_000), "as_of": 5, "stale_at": 6}
SOURCE: dict[str, Any] = {"source": "a bank", "base": "EUR", "quotes": frozenset({"USD", "JPY"}), "read": tuple}


def exactly(text: str) -> str:
    return f"^{re.escape(text)}$"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"quote": "EURO"}, "'EURO' is not a currency of ISO 4217"),
        ({"quote": "COIN"}, "'COIN' is not a currency of ISO 4217"),
        ({"rate": Ratio(0)}, "above and below the line of a rate stand numbers from 1 to 2000000000, not 0/1"),
        ({"rate": Ratio(1, 0)}, "above and below the line of a rate stand numbers from 1 to 2000000000, not 1/0"),
        ({"rate": Ratio(-1, -1)}, "above and below the line of a rate stand numbers from 1 to 2000000000, not -1/-1"),
        (
            {"rate": Ratio(2_000_000_001)},
            "above and below the line of a rate stand numbers from 1 to 2000000000, not 2000000001/1",
        ),
        ({"stale_at": 5}, "the rate of USD is stale no later than it holds"),
    ],
)
def test_a_rate_that_cannot_be_right_is_refused(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=exactly(problem)):
        ExchangeRate(**{**RATE, **fields})


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"source": " "}, "exchange rates name their source, in 200 characters at most"),
        ({"source": "x" * 201}, "exchange rates name their source, in 200 characters at most"),
        ({"base": "EURO"}, "'EURO' is not a currency of ISO 4217"),
        ({"quotes": frozenset({"USD", "ABC"})}, "'ABC' is not a currency of ISO 4217"),
        ({"quotes": frozenset()}, "a source tells the worth of EUR in one other currency at least, and not in itself"),
        (
            {"quotes": frozenset({"EUR", "USD"})},
            "a source tells the worth of EUR in one other currency at least, and not in itself",
        ),
        ({"refresh_seconds": 0}, "refresh_seconds must be from 1 to 86400, not 0"),
        ({"refresh_seconds": 86_401}, "refresh_seconds must be from 1 to 86400, not 86401"),
        ({"margin": Ratio(1)}, "a margin must be from 0 to less than 1, not 1/1"),
        ({"margin": Ratio(-1, 100)}, "a margin must be from 0 to less than 1, not -1/100"),
    ],
)
def test_a_source_that_cannot_be_right_is_refused(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=exactly(problem)):
        ExchangeRates(**{**SOURCE, **fields})


def test_a_pair_has_one_name_in_both_directions() -> None:
    assert ExchangeRates(**SOURCE).pairs == ("EUR/JPY", "EUR/USD")
    assert ExchangeRates(**{**SOURCE, "base": "USD", "quotes": frozenset({"EUR"})}).pairs == ("EUR/USD",)
