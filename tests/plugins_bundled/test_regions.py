"""
The bundled regions: each card adds up, agrees with its derivation, and says where its figures come from.
"""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

import largesse_regions
from largesse import Channel, RateCard, Ratio
from largesse.money import CURRENCIES
from largesse_regions.economics import CHANNELS, PACK_COINS

REGIONS = {region.code: region for region in largesse_regions.largesse_regions()}
CARDS = [pytest.param(card, id=f"{region.code}-{card.version}") for region in REGIONS.values() for card in region.cards]
EU_COUNTRIES = ("EU", "DE", "FR")


def fraction(ratio: Ratio) -> Fraction:
    return Fraction(ratio.numerator, ratio.denominator)


def figure(step: str, before: str) -> Fraction:
    """Return the number that stands after some words: the exact ratio in brackets if there is one."""
    found = re.search(re.escape(before) + r" ([\d.]+)(?:… \((\d+/\d+)\))?", step)
    assert found is not None, f"{before!r} is not in {step!r}"
    return Fraction(found[2] or found[1].rstrip("."))


def creator_value(card: RateCard) -> Fraction:
    """Return the creator's money for one coin, in minor units."""
    return fraction(card.creator_share) * fraction(card.payout_value)


def test_sixteen_regions_of_different_shapes_are_offered() -> None:
    assert list(REGIONS) == [
        "US", "US-CA", "US-TX", "BR", "EU", "DE", "FR", "GB", "TR", "JP", "KR", "IN", "ID", "AE", "KW", "ZA",
    ]  # fmt: skip
    assert len(list(largesse_regions.largesse_regions())) == len(REGIONS)


def test_subdivisions_countries_and_a_bloc_are_there() -> None:
    assert {code: REGIONS[code].rank for code in ("US-CA", "US", "DE", "EU")} == {"US-CA": 0, "US": 1, "DE": 1, "EU": 2}
    assert len(REGIONS["EU"].countries) == 27
    assert {"DE", "FR"} <= REGIONS["EU"].countries


def test_two_states_differ() -> None:
    california, texas = (REGIONS[code].cards[0] for code in ("US-CA", "US-TX"))
    assert california.payout_value != texas.payout_value


def test_currencies_of_no_of_two_and_of_three_decimals_are_there() -> None:
    currencies = {code: REGIONS[code].currency for code in ("JP", "KR", "ID", "AE", "KW")}
    assert currencies == {"JP": "JPY", "KR": "KRW", "ID": "IDR", "AE": "AED", "KW": "KWD"}
    assert [CURRENCIES[currency] for currency in currencies.values()] == [0, 0, 2, 2, 3]


def test_germany_is_what_it_is_reckoned_by_hand() -> None:
    card = REGIONS["DE"].cards[0]
    assert (card.list_price, card.creator_share, card.payout_value) == (Ratio(13, 10), Ratio(1, 2), Ratio(13, 17))
    assert {(pack.channel, pack.price_units, pack.tax, pack.fee) for pack in card.packs if pack.coins == 100} == {
        (Channel.WEB, 117, Ratio(19, 119), Ratio(3, 100)),
        (Channel.IOS, 130, Ratio(19, 119), Ratio(3, 10)),
        (Channel.ANDROID, 130, Ratio(19, 119), Ratio(3, 20)),
    }


def test_the_emirates_are_what_they_are_reckoned_by_hand() -> None:
    card = REGIONS["AE"].cards[0]
    assert (card.list_price, card.creator_share, card.payout_value) == (Ratio(5), Ratio(1, 2), Ratio(10, 3))
    assert {(pack.channel, pack.price_units, pack.tax) for pack in card.packs if pack.coins == 100} == {
        (Channel.WEB, 450, Ratio(1, 21)),
        (Channel.IOS, 500, Ratio(1, 21)),
        (Channel.ANDROID, 500, Ratio(1, 21)),
    }


def test_two_regions_have_a_history() -> None:
    assert [code for code, region in REGIONS.items() if len(region.cards) > 1] == ["GB", "JP"]


def test_a_worse_card_keeps_the_notice_of_the_one_before() -> None:
    day = 86_400_000_000
    before, after = REGIONS["GB"].cards
    assert fraction(after.list_price) > fraction(before.list_price)
    assert after.holds_from - before.holds_from >= before.notice_days * day


def test_japans_second_card_is_worse_for_nobody() -> None:
    before, after = REGIONS["JP"].cards
    assert creator_value(after) > creator_value(before)
    assert (after.list_price, after.payout_value, after.packs) == (before.list_price, before.payout_value, before.packs)


@pytest.mark.parametrize("card", CARDS)
def test_what_is_paid_for_a_coin_covers_tax_channel_and_creator(card: RateCard) -> None:
    for pack in card.packs:
        price = Fraction(pack.price_units, pack.coins)
        tax = price * fraction(pack.tax)
        fee = (price - tax) * fraction(pack.fee)
        assert tax + fee + creator_value(card) < price
        assert price <= fraction(card.list_price)


@pytest.mark.parametrize("card", CARDS)
def test_at_the_list_price_each_channel_leaves_the_platform_something(card: RateCard) -> None:
    price = fraction(card.list_price)
    for tax, fee in {(fraction(pack.tax), fraction(pack.fee)) for pack in card.packs}:
        assert price * tax + price * (1 - tax) * fee + creator_value(card) < price


@pytest.mark.parametrize("card", CARDS)
def test_every_channel_sells_the_same_packs(card: RateCard) -> None:
    sold = {channel: [pack.coins for pack in card.packs if pack.channel is channel] for channel in Channel}
    assert sold == {channel: list(PACK_COINS) for channel in Channel}


@pytest.mark.parametrize("card", CARDS)
def test_the_derivation_agrees_with_the_card(card: RateCard) -> None:
    price, tax_step, fee_step, net, creator, platform, _rounding = card.derivation
    dearest = max(card.packs, key=lambda pack: fraction(pack.fee))
    assert figure(price, "List price:") == fraction(card.list_price)
    assert tax_step.startswith(f"Tax: {fraction(dearest.tax)} of it, ")
    taxed = fraction(card.list_price) * (1 - fraction(dearest.tax))
    assert figure(tax_step, "of it,") == fraction(card.list_price) - taxed
    assert figure(tax_step, "leaves") == taxed
    assert fee_step.startswith(f"Channel fee: {fraction(dearest.fee)} of that")
    assert figure(fee_step, "dearest channel,") == taxed * fraction(dearest.fee)
    assert figure(net, "Net:") == taxed * (1 - fraction(dearest.fee)) == fraction(card.payout_value)
    assert creator.startswith(f"Creator: {fraction(card.creator_share)} of the net, ")
    assert figure(creator, "of the net,") == creator_value(card)
    for pack in card.packs:
        paid = Fraction(pack.price_units, pack.coins)
        kept = paid * (1 - fraction(pack.tax)) * (1 - fraction(pack.fee)) - creator_value(card)
        assert figure(platform, pack.channel.value) == kept


@pytest.mark.parametrize(("code", "unit"), [("EU", "euro cents"), ("JP", "yen"), ("KW", "fils"), ("TR", "kuruş")])
def test_a_card_says_how_it_is_rounded(code: str, unit: str) -> None:
    for card in REGIONS[code].cards:
        assert card.derivation[-1] == (
            f"Rounding: list prices go up to whole {unit}; diamonds go down to a millionth, what they are paid out at"
            f" down to whole {unit}, of which the rest is made up when they mature, and a payout's fee down."
        )


@pytest.mark.parametrize("card", CARDS)
def test_a_card_says_its_sources_and_its_examples(card: RateCard) -> None:
    assert f"Withdrawal, {card.withdrawal_days} days: " in card.reason
    assert "example" in card.derivation[0]
    assert "example" in card.derivation[4]
    for channel, terms in CHANNELS.items():
        assert f"{channel.value} {terms.fee} ({terms.said})" in card.derivation[2]


def test_the_union_and_its_countries_grant_fourteen_days_to_withdraw() -> None:
    assert {REGIONS[code].cards[0].withdrawal_days for code in EU_COUNTRIES} == {14}


def test_every_region_has_held_since_the_first_of_january_2026() -> None:
    assert {region.cards[0].holds_from for region in REGIONS.values()} == {1_767_225_600_000_000}
