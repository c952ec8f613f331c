"""
Exchange rates: what one currency is worth in another, by whom it is said, and what an amount comes to by it.
"""

from typing import Annotated, cast

import strawberry

from largesse.errors import AmountOutOfRange, ExchangeRateMissing, ExchangeRateStale, InvalidInput
from largesse.exchange import PairRate, converted
from largesse.money import CURRENCIES
from largesse.schema.context import Context
from largesse.schema.errors import told
from largesse.schema.ids import global_id
from largesse.schema.money import Money, Rate
from largesse.schema.node import Node, finds
from largesse.schema.page import Connection, Cut, page_of
from largesse.schema.refusals import AmountOutOfRangeError, ExchangeRateMissingError, ExchangeRateStaleError
from largesse.schema.regions import rate as ratio
from largesse.schema.scalars import DateTime

LISTING = "exchange rates"
ExchangeQuoteError = Annotated[
    ExchangeRateMissingError | ExchangeRateStaleError | AmountOutOfRangeError,
    strawberry.union("ExchangeQuoteError", description="Why an amount cannot be exchanged now."),
]


@strawberry.type
class ExchangeRate(Node):
    """What one unit of a currency is worth in another, and who says so."""

    base: str
    """ISO 4217 of what is given."""
    quote: str
    """ISO 4217 of what is received."""
    rate: Rate
    """Units of `quote` for one unit of `base`, whole units and not minor ones; exact."""
    via: str | None
    """The currency that both were told in, of whose two rates this is the exact quotient; null if one was told in the
    other."""
    margin: Rate
    """The part of what is received that the platform keeps when it exchanges, in whatever direction."""
    source: str
    """Who published it, in words."""
    plugin: str
    """The plugin that told it."""
    as_of: DateTime
    """The instant for which it was published."""
    stale_at: DateTime
    """The instant from which it is refused."""
    stale: bool
    """Whether it is refused now, as too old."""


@strawberry.type
class Conversion:
    """An amount in another currency. Margin and what is received add up to the gross, always."""

    gross: Money
    """What is given is worth this, rounded down to whole minor units."""
    margin: Money
    """What the platform keeps of it, rounded down to whole minor units."""
    received: Money
    """What is received: the gross without the margin."""
    remainder: str
    """The part of a minor unit that the gross left out, exactly, such as `1/3`."""
    rate: ExchangeRate
    """By which rate."""


@strawberry.type
class ExchangeQuote:
    """What an amount comes to in another currency now, or why that cannot be told; the very code that pays."""

    given: Money
    """What would be given."""
    conversion: Conversion | None
    """What it comes to; null if it cannot be exchanged."""
    refusal: ExchangeQuoteError | None
    """Why it cannot; null if it can."""


def exchange_rates(context: Context, cut: Cut) -> Connection[ExchangeRate]:
    """Return a page of every rate that a source tells, by base and quote."""
    rates = context.services.exchange.stated()
    page = page_of(rates, LISTING, lambda rate: f"{rate.base}/{rate.quote}", cut)
    return page.of(lambda rate: exchange_rate_node(context, rate))


def exchange_quote(context: Context, base: str, quote: str, units: int) -> ExchangeQuote:
    """
    Return what an amount comes to.

    Raises:
        InvalidInput: a currency is none, or the amount is negative.
    """
    for path, currency in (("base", base), ("quote", quote)):
        if currency not in CURRENCIES:
            raise InvalidInput(path, "it must be a currency of ISO 4217")
    if units < 0:
        raise InvalidInput("units", "it must not be negative")
    given = Money(units=units, asset=base)
    try:
        rate = context.services.exchange.in_force(base, quote, context.services.clock.now())
        amounts = converted(rate, units)
    except (ExchangeRateMissing, ExchangeRateStale, AmountOutOfRange) as refusal:
        shown = cast("ExchangeQuoteError", told(refusal, ExchangeQuoteError))
        return ExchangeQuote(given=given, conversion=None, refusal=shown)
    conversion = Conversion(
        gross=Money(units=amounts.gross_units, asset=quote),
        margin=Money(units=amounts.margin_units, asset=quote),
        received=Money(units=amounts.received_units, asset=quote),
        remainder=amounts.remainder,
        rate=exchange_rate_node(context, rate),
    )
    return ExchangeQuote(given=given, conversion=conversion, refusal=None)


def exchange_rate_node(context: Context, rate: PairRate) -> ExchangeRate:
    """Return a rate of the domain's."""
    return ExchangeRate(
        id=global_id("ExchangeRate", f"{rate.base}/{rate.quote}"),
        base=rate.base,
        quote=rate.quote,
        rate=ratio(rate.rate),
        via=rate.via or None,
        margin=ratio(rate.margin),
        source=rate.source,
        plugin=rate.plugin,
        as_of=rate.as_of,
        stale_at=rate.stale_at,
        stale=context.services.clock.now() >= rate.stale_at,
    )


@finds("ExchangeRate", public=True)
async def find_exchange_rate(context: Context, key: str) -> ExchangeRate | None:
    """Return the rate of two currencies, told or following from what is."""
    base, _, quote = key.partition("/")
    try:
        return exchange_rate_node(context, context.services.exchange.rate(base, quote))
    except ExchangeRateMissing:
        return None
