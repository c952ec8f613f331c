"""
Exchange rates over the graph: every rate can be checked, and a quote is what the code that pays says.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from largesse.clock import iso_of
from largesse.exchange import Exchange
from largesse.money import INT64_MAX, Ratio
from largesse.schema.ids import global_id
from tests.exchange.sources import HOUR, Board, rate, workers

from .house import NOW

if TYPE_CHECKING:
    from .house import House

RATES = """
    query ($first: Int, $after: String) {
      exchangeRates(first: $first, after: $after) {
        nodes {
          id base quote rate { numerator denominator } via margin { numerator denominator }
          source plugin asOf staleAt stale
        }
        pageInfo { hasNextPage endCursor }
      }
    }"""
QUOTE = """
    query ($base: String!, $quote: String!, $units: BigInt!) {
      exchangeQuote(base: $base, quote: $quote, units: $units) {
        given { units asset }
        conversion {
          gross { units asset } margin { units asset } received { units asset decimal } remainder
          rate { id base quote via rate { numerator denominator } }
        }
        refusal { __typename ... on UserError { code message } }
      }
    }"""
NODE = "query ($id: ID!) { node(id: $id) { ... on ExchangeRate { base quote via stale } } }"


@pytest.fixture
async def trading(house: House) -> House:
    """A house with a source of three rates, of which the yen's is stale."""
    board = Board("EUR", margin=Ratio(1, 50), USD=Ratio(1), JPY=Ratio(1), KWD=Ratio(1))
    board.answer = [
        rate("USD", Ratio(10_876, 10_000), NOW - HOUR),
        rate("JPY", Ratio(16_345, 100), NOW - 3 * HOUR, hours=2),
        rate("KWD", Ratio(3_325, 10_000), NOW - HOUR),
    ]
    hands = workers()
    exchange = Exchange([("first", board.source)], hands, house.clock)
    await exchange.read()
    await hands.close()
    house.services = replace(house.services, exchange=exchange)
    return house


async def quoted(house: House, base: str, quote: str, units: str) -> Any:  # noqa: ANN401 - what JSON holds
    return (await house.ask(None, QUOTE, base=base, quote=quote, units=units))["exchangeQuote"]


async def test_every_rate_that_is_told_can_be_checked_without_a_token(trading: House) -> None:
    page = (await trading.ask(None, RATES))["exchangeRates"]
    assert [(each["base"], each["quote"], each["stale"]) for each in page["nodes"]] == [
        ("EUR", "JPY", True),
        ("EUR", "KWD", False),
        ("EUR", "USD", False),
    ]
    assert page["nodes"][2] == {
        "id": page["nodes"][2]["id"],
        "base": "EUR",
        "quote": "USD",
        "rate": {"numerator": "2719", "denominator": "2500"},
        "via": None,
        "margin": {"numerator": "1", "denominator": "50"},
        "source": "the bank of EUR",
        "plugin": "first",
        "asOf": iso_of(NOW - HOUR),
        "staleAt": iso_of(NOW + 23 * HOUR),
        "stale": False,
    }
    first = (await trading.ask(None, RATES, first=2))["exchangeRates"]
    rest = (await trading.ask(None, RATES, after=first["pageInfo"]["endCursor"]))["exchangeRates"]
    assert first["nodes"] + rest["nodes"] == page["nodes"]


async def test_a_server_without_sources_tells_no_rate(house: House) -> None:
    assert (await house.ask(None, RATES))["exchangeRates"]["nodes"] == []


async def test_a_quote_adds_up_and_names_its_rate(trading: House) -> None:
    assert await quoted(trading, "EUR", "USD", "1000") == {
        "given": {"units": "1000", "asset": "EUR"},
        "conversion": {
            "gross": {"units": "1087", "asset": "USD"},
            "margin": {"units": "21", "asset": "USD"},
            "received": {"units": "1066", "asset": "USD", "decimal": "10.66"},
            "remainder": "3/5",
            "rate": {
                "id": (await trading.ask(None, RATES))["exchangeRates"]["nodes"][2]["id"],
                "base": "EUR",
                "quote": "USD",
                "via": None,
                "rate": {"numerator": "2719", "denominator": "2500"},
            },
        },
        "refusal": None,
    }


async def test_a_quote_of_two_other_currencies_goes_through_the_base_and_can_be_found_again(trading: House) -> None:
    conversion = (await quoted(trading, "USD", "KWD", "1000"))["conversion"]
    assert (conversion["gross"], conversion["remainder"]) == ({"units": "3057", "asset": "KWD"}, "517/2719")
    assert (conversion["rate"]["base"], conversion["rate"]["via"]) == ("USD", "EUR")
    found = (await trading.ask(None, NODE, id=conversion["rate"]["id"]))["node"]
    assert found == {"base": "USD", "quote": "KWD", "via": "EUR", "stale": False}


@pytest.mark.parametrize(
    ("base", "quote", "units", "code"),
    [
        ("EUR", "GBP", "1", "EXCHANGE_RATE_MISSING"),
        ("EUR", "EUR", "1", "EXCHANGE_RATE_MISSING"),
        ("JPY", "EUR", "1", "EXCHANGE_RATE_STALE"),
        ("USD", "JPY", "1", "EXCHANGE_RATE_STALE"),
        ("EUR", "USD", str(INT64_MAX), "AMOUNT_OUT_OF_RANGE"),
    ],
)
async def test_what_cannot_be_exchanged_is_refused_typed(
    trading: House, base: str, quote: str, units: str, code: str
) -> None:
    answer = await quoted(trading, base, quote, units)
    assert answer["conversion"] is None
    assert answer["refusal"]["code"] == code


@pytest.mark.parametrize(
    "sent", [{"base": "EURO"}, {"base": "COIN"}, {"base": ""}, {"quote": "eur"}, {"quote": "\0"}, {"units": "-1"}]
)
async def test_what_can_never_be_exchanged_is_null_with_a_code(trading: House, sent: dict[str, str]) -> None:
    given = {"base": "EUR", "quote": "USD", "units": "1", **sent}
    assert await trading.answer(None, QUOTE, **given) == (
        {"exchangeQuote": None},
        [("INVALID_INPUT", ["exchangeQuote"])],
    )


async def test_an_id_of_a_pair_that_nobody_tells_finds_nothing(trading: House) -> None:
    for pair in ("EUR/GBP", "EUR/EUR", "EUR", ""):
        assert await trading.ask(None, NODE, id=global_id("ExchangeRate", pair)) == {"node": None}
