"""
Each fact of the contract suite finds the plugin that breaks it, and says what is wrong.
"""

from __future__ import annotations

import itertools
import random
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from largesse import Channel, CoinPack, GiftVariant, Media, Price, PriceQuestion, Ratio, hookimpl
from largesse.clock import DAY
from largesse.testing import NOON
from largesse.testing.contract import exchange, gift_types, loading, media, pricing, regions, tellings
from largesse.testing.contract.subject import subject_of

from .offering import CARD, KITE, STILL, Offering, at_its_price, carded, drawn, priced, rate, reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from largesse import GiftSent, GiftType
    from largesse.testing.contract.subject import Fact

COUNTER = itertools.count(1)
DOT = Media(still=STILL)


class Fickle(Offering):
    """A plugin that offers another gift each time."""

    @hookimpl
    def largesse_gift_types(self) -> Iterable[GiftType]:
        return [replace(KITE, key=f"kite-{next(COUNTER)}")]


class Listener:
    """A plugin that is told of gifts."""

    LARGESSE_CONTRACT = 0

    @hookimpl
    async def largesse_gift_sent(self, gift: GiftSent) -> object:
        return self.heard(gift)

    def heard(self, gift: GiftSent) -> object:
        raise NotImplementedError


class Answering(Listener):
    def heard(self, gift: GiftSent) -> object:
        return gift.offset


class Once(Listener):
    def __init__(self) -> None:
        self.offsets: set[int] = set()

    def heard(self, gift: GiftSent) -> object:
        if gift.offset in self.offsets:
            raise LookupError("told twice")
        self.offsets.add(gift.offset)
        return None


class Shouting(Listener):
    def heard(self, gift: GiftSent) -> object:
        assert gift.sender_name is not None
        gift.sender_name.upper()
        return None


class Narrow(Listener):
    def heard(self, gift: GiftSent) -> object:
        assert [name for name in dir(gift) if name == "later"] == []
        return None


def moody(question: PriceQuestion) -> Price:
    return Price(coins=random.randint(1, 1_000_000), holds_until=question.now + 1)  # noqa: S311 - chance is its sin


def by_the_hour(question: PriceQuestion) -> Price:
    return Price(coins=datetime.now(UTC).hour + 1, holds_until=question.now + 1)


def by_the_month(question: PriceQuestion) -> Price:
    return Price(coins=date.today().month, holds_until=question.now + 1)  # noqa: DTZ011 - its sin


def by_the_second(question: PriceQuestion) -> Price:
    return Price(coins=int(time.time()) % 86_400 // 60 + 1, holds_until=question.now + 1)


def meddling(question: PriceQuestion) -> Price:
    object.__setattr__(question, "quantity", 1_000)
    return at_its_price(question)


def slow(question: PriceQuestion) -> Price:
    if question.quantity == KITE.quantity_max and question.now == question.room_opened_at == NOON:
        busy(0.06)
    return at_its_price(question)


def busy(seconds: float) -> int:
    """Work for some time, and return 1."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass
    return 1


def unchecked(**wrong: object) -> Callable[[PriceQuestion], object]:
    """Return what answers a price that its class would refuse."""

    def answer(question: PriceQuestion) -> object:
        price = at_its_price(question)
        for name, value in wrong.items():
            object.__setattr__(price, name, value)
        return price

    return answer


def named(key: str, *locales: str) -> GiftType:
    return replace(KITE, key=key, names=dict.fromkeys(("en", *locales), key))


BROKEN: dict[str, tuple[Fact, object, str]] = {
    "a plugin that does not load": (
        loading.it_loads_with_nothing_against_it,
        Offering([KITE, KITE]),
        "offering is QUARANTINED: it offers the key 'kite' more than once",
    ),
    "other gifts each time": (
        gift_types.it_offers_the_same_gift_types_each_time,
        Fickle(),
        r"kite-\d+ is another the next time\nkite-\d+ was another the first time",
    ),
    "a name missing in a language": (
        gift_types.every_gift_is_named_in_the_languages_of_the_others,
        Offering([named("kite", "fr", "ja"), named("owl", "fr")]),
        "^owl has no name in ja$",
    ),
    "a name missing in a language of a variant": (
        gift_types.every_gift_is_named_in_the_languages_of_the_others,
        Offering([replace(named("kite", "fr"), variants=(GiftVariant(key="red", names={"en": "Red kite"}),))]),
        "^kite/red has no name in fr$",
    ),
    "a price that is text": (pricing.every_answer_is_a_price, priced(lambda _: "70"), "is of type str, not Price"),
    "a price that is nothing": (pricing.every_answer_is_a_price, priced(lambda _: None), "is of type NoneType"),
    "a price of NaN": (
        pricing.every_answer_is_a_price,
        priced(unchecked(coins=float("nan"))),
        "coins is of type float, not int",
    ),
    "a price that no column holds": (
        pricing.every_answer_is_a_price,
        priced(unchecked(coins=10**30)),
        "does not fit a signed 64-bit integer",
    ),
    "a price below zero": (
        pricing.every_answer_is_a_price,
        priced(unchecked(coins=-1)),
        "kite: its coins must be from 1 to 1000000, not -1",
    ),
    "a price that is over before it holds": (
        pricing.every_answer_is_a_price,
        priced(lambda question: Price(coins=1, holds_until=question.now)),
        "kite: it does not hold even when it is asked",
    ),
    "a price that binds for too long": (
        pricing.every_answer_is_a_price,
        priced(lambda question: Price(coins=1, holds_until=question.now + 2 * DAY)),
        "kite: it holds for more than a day",
    ),
    "chance": (pricing.the_same_question_has_the_same_price, priced(moody), r"'kite', \d+.*, and then \('kite', \d+"),
    "a price that depends on what was asked before": (
        pricing.the_same_question_has_the_same_price,
        priced(lambda question: Price(coins=next(COUNTER), holds_until=question.now + 1)),
        "and then",
    ),
    "the hour of the machine": (
        pricing.a_price_does_not_depend_on_the_machines_clock,
        priced(by_the_hour),
        "and then",
    ),
    "the month of the machine": (
        pricing.a_price_does_not_depend_on_the_machines_clock,
        priced(by_the_month),
        "and then",
    ),
    "the seconds of the machine": (
        pricing.a_price_does_not_depend_on_the_machines_clock,
        priced(by_the_second),
        "and then",
    ),
    "a question that is changed": (
        pricing.asking_changes_nothing,
        priced(meddling),
        "kite changes what it is asked: .*quantity=1, .* to .*quantity=1000",
    ),
    "a slow price": (
        pricing.a_price_is_there_within_its_deadline,
        priced(slow),
        r"^kite takes \d+ ms for PriceQuestion.*quantity=99",
    ),
    "a pack that pays out more than it brings in": (
        regions.no_pack_brings_in_less_than_its_coins_pay_out,
        carded(replace(CARD, packs=(CoinPack(channel=Channel.IOS, coins=100, price_units=60, fee=Ratio(3, 10)),))),
        "^XK version 1: 100 coins by IOS leave 42, and pay 50$",
    ),
    "a large pack that costs more": (
        regions.more_coins_at_once_cost_no_more_each,
        carded(replace(CARD, packs=(CARD.packs[0], replace(CARD.packs[1], price_units=2_001)))),
        "^XK version 1: 1000 coins by WEB cost more each than 100$",
    ),
    "a worse card without notice": (
        regions.a_worse_card_keeps_the_notice_of_the_one_before,
        carded(CARD, replace(CARD, version=2, holds_from=29 * DAY, list_price=Ratio(3))),
        r"^XK version 2 is worse \(LIST_PRICE\), and may hold from 1970-01-31T00:00:00Z at the earliest$",
    ),
    "a rate twice": (
        exchange.every_rate_is_exact_and_of_a_pair_on_offer,
        reading(lambda: [rate(), rate()]),
        "^a test: the rate of EUR/USD is told twice$",
    ),
    "a rate that was not offered": (
        exchange.every_rate_is_exact_and_of_a_pair_on_offer,
        reading(lambda: [rate("GBP")]),
        "^a test: the rate of EUR/GBP is not among the quotes that were offered at the start$",
    ),
    "a rate that is a float": (
        exchange.every_rate_is_exact_and_of_a_pair_on_offer,
        reading(lambda: [rate(rate=Ratio(1.1))]),  # type: ignore[arg-type]  # its sin
        "is of type float, not int",
    ),
    "a stale rate": (
        exchange.every_rate_is_fresh,
        reading(lambda: [rate(stale_at=NOON)]),
        "^EUR/USD of 2026-12-05T12:00:00Z is stale from 2026-12-06T12:00:00Z on$",
    ),
    "a rate of the future": (
        exchange.every_rate_is_exact_and_of_a_pair_on_offer,
        reading(lambda: [rate(as_of=NOON + DAY - 1)]),
        "^a test: the rate of EUR/USD is from the future, 2026-12-07T11:59:59.999999Z$",
    ),
    "no rate of what is offered": (
        exchange.every_currency_on_offer_has_a_rate,
        reading(lambda: [rate()]),
        "^a test tells no rate of EUR/JPY$",
    ),
    "a slow source": (
        exchange.rates_are_read_within_their_deadline,
        reading(lambda: [rate() for _ in range(busy(0.06))]),
        r"^a test takes \d+ ms$",
    ),
    "an answer to a telling": (
        tellings.a_telling_is_answered_with_nothing,
        Answering(),
        "^largesse_gift_sent answered 2$",
    ),
}
"""A fact, a plugin that breaks it, and what is said of that."""

RAISING: dict[str, tuple[Fact, object, type[Exception]]] = {
    "a telling that may come only once": (tellings.a_telling_that_comes_twice_is_taken_twice, Once(), LookupError),
    "a telling that needs a name": (tellings.a_telling_that_says_little_is_taken, Shouting(), AssertionError),
    "a telling that may say no more": (tellings.a_telling_that_says_more_than_today_is_taken, Narrow(), AssertionError),
}

DRAWINGS = {
    "a script": ("<script>1</script>", "has an element 'script'"),
    "a script in a namespace": ('<s:script xmlns:s="http://www.w3.org/2000/svg"/>', "has an element 's:script'"),
    "a page": ("<foreignObject/>", "has an element 'foreignObject'"),
    "a handler": ('<g onclick="1"/>', "has a handler 'onclick'"),
    "a reference to another site": ('<image href="https://a.example/b.png"/>', "refers to 'https://a.example/b.png'"),
    "a reference to a script": ('<a href="javascript:1"/>', "refers to 'javascript:1'"),
    "a drawing within": ('<image href="data:image/svg+xml,x"/>', "refers to 'data:image/svg"),
    "a style from another site": ("<style>@import 'x.css'</style>", "has a style that refers to something outside"),
    "a paint from another site": ('<g fill="url(https://a.example/#a)"/>', "has an attribute 'fill' that refers to"),
    "no end": ("<g>", "is no XML: mismatched tag"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_promise_is_found_and_said(name: str) -> None:
    fact, plugin, said = BROKEN[name]
    with pytest.raises(AssertionError, match=said):
        fact(subject_of(plugin, now=NOON))


@pytest.mark.parametrize("name", RAISING)
def test_what_a_plugin_raises_when_it_is_told_is_seen(name: str) -> None:
    fact, plugin, error = RAISING[name]
    with pytest.raises(error):
        fact(subject_of(plugin))


@pytest.mark.parametrize("name", DRAWINGS)
def test_more_than_shapes_and_paint_is_found(name: str, tmp_path: Path) -> None:
    svg, said = DRAWINGS[name]
    with pytest.raises(AssertionError, match=f"^kite.svg {said}"):
        media.every_drawing_is_shapes_and_paint_alone(subject_of(drawn(tmp_path, svg)))


def test_an_entity_is_found(tmp_path: Path) -> None:
    plugin = drawn(tmp_path, "")
    (tmp_path / "kite.svg").write_text('<!DOCTYPE svg [<!ENTITY a "aaa">]><svg>&a;</svg>')
    with pytest.raises(AssertionError, match=r"^kite\.svg declares a document type$"):
        media.every_drawing_is_shapes_and_paint_alone(subject_of(plugin))


def test_paint_within_a_drawing_and_a_picture_in_it_are_found_harmless(tmp_path: Path) -> None:
    svg = '<use href="#a"/><g fill="url(#b)"/><image href="data:image/png;base64,AA=="/><style>.a{fill:red}</style>'
    media.every_drawing_is_shapes_and_paint_alone(subject_of(drawn(tmp_path, svg)))


def test_a_heavy_drawing_is_found(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"^kite.svg weighs \d+ bytes; 100000 at most$"):
        media.every_file_is_small(subject_of(drawn(tmp_path, "<g/>" * 25_000)))


def test_a_still_that_moves_is_found_unless_it_heeds_who_asks(tmp_path: Path) -> None:
    moving = "<style>.a{animation: spin 1s} @keyframes spin{}</style>"
    with pytest.raises(AssertionError, match=r"^kite\.svg stands in for kite\.animated\.svg, and moves$"):
        media.whoever_asks_for_less_motion_sees_a_still(subject_of(drawn(tmp_path, moving, "<svg/>")))
    heeding = moving.replace("</style>", "@media (prefers-reduced-motion: reduce){.a{animation: none}}</style>")
    media.whoever_asks_for_less_motion_sees_a_still(subject_of(drawn(tmp_path, heeding, "<svg/>")))


@pytest.mark.parametrize(
    "fact",
    [*gift_types.FACTS, *media.FACTS, *pricing.FACTS],
    ids=lambda fact: fact.__name__,
)
def test_a_gift_that_prices_itself_well_keeps_each_promise(fact: Fact) -> None:
    fact(subject_of(priced(at_its_price)))


@pytest.mark.parametrize("fact", regions.FACTS, ids=lambda fact: fact.__name__)
def test_a_worse_card_with_notice_keeps_each_promise(fact: Fact) -> None:
    worse = replace(CARD, version=2, holds_from=30 * DAY, list_price=Ratio(3))
    fact(subject_of(carded(CARD, worse)))


@pytest.mark.parametrize("fact", exchange.FACTS, ids=lambda fact: fact.__name__)
def test_fresh_rates_keep_each_promise(fact: Fact) -> None:
    fact(subject_of(reading(lambda: [rate(), rate("JPY")]), now=NOON))
