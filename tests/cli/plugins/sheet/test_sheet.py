"""
A plugin's contact sheet says all that it offers, escaped, and holds all that it shows.
"""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING, Any

import pytest

import largesse_regions
from largesse import (
    DatedPrice,
    Eligibility,
    ExchangeRates,
    GiftType,
    GiftVariant,
    Media,
    Moderator,
    Period,
    Price,
    PriceQuestion,
    Ratio,
    Tier,
    Verdict,
)
from largesse.cli.plugins.sheet import sheet_of
from largesse.plugins import PluginReport, Plugins, PluginState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from largesse import Region

REPORT = PluginReport(
    name="kite", distribution="largesse-kite", version="1.2.0", state=PluginState.LOADED, summary="1 gift type"
)
DAY = 86_400_000_000
STILL = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>"


@pytest.fixture
def still(tmp_path: Path) -> Path:
    path = tmp_path / "kite.svg"
    path.write_bytes(STILL)
    return path


def kite(still: Path, **changes: Any) -> GiftType:  # noqa: ANN401 - whatever a field takes
    fields: dict[str, Any] = {
        "key": "kite",
        "names": {"en": "Kite", "ar": "طائرة ورقية"},
        "emoji": "🪁",
        "price_coins": 1_070,
        "tier": Tier.CHEER,
        "media": Media(still=still),
    }
    return GiftType(**(fields | changes))


def sheet_with(gift_types: Sequence[GiftType], regions: Sequence[Region] = (), report: PluginReport = REPORT) -> str:
    """The sheet of the kite's plugin, which offers these."""
    offered = Plugins(
        gift_types=tuple((report.name, each) for each in gift_types),
        regions=tuple((report.name, each) for each in regions),
    )
    return sheet_of(report, offered)


def words(html: str) -> str:
    """What stands in the body, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main>")[2].partition("</main>")[0])).strip()


def test_a_gift_stands_there_with_tier_price_names_and_bytes(still: Path) -> None:
    sheet = sheet_with([kite(still)])

    assert "<title>kite: all that it offers</title>" in sheet
    assert "<p>largesse-kite · 1.2.0 · 1 gift type</p>" in sheet
    assert words(sheet) == (
        "Cheer 1, 1,070 coins 🪁 Kite 1,070 coins key kite version 1 at once up to 99 shown 1.5 s "
        "files still 0.1 kB 2 languages en Kite ar طائرة ورقية"
    )
    assert f"data:image/svg+xml;base64,{base64.b64encode(STILL).decode()}" in sheet


def test_gifts_stand_by_tier_then_sort_order_then_price(still: Path) -> None:
    gifts = [
        kite(still, key="a", tier=Tier.MYTH),
        kite(still, key="b", sort_order=2),
        kite(still, key="c", price_coins=9, sort_order=2),
        kite(still, key="d", sort_order=1),
    ]

    assert re.findall(r"id='gift-(\w)'", sheet_with(gifts)) == ["d", "c", "b", "a"]


def test_moderators_stand_there_by_their_keys() -> None:
    moderator = Moderator(key="quiet", judge=lambda _: Verdict.allow())

    sheet = sheet_of(REPORT, Plugins(moderators=((REPORT.name, moderator), ("another", moderator))))

    assert words(sheet) == "Moderates quiet"


def test_nothing_that_a_plugin_says_becomes_markup(still: Path) -> None:
    evil = "<img src=x onerror='alert(1)'>"
    gift = kite(still, names={"en": evil}, emoji="<b>", variants=(GiftVariant(key="red", names={"en": evil}),))
    region = replace(next(iter(largesse_regions.largesse_regions())), name=evil)

    sheet = sheet_with([gift], [region], replace(REPORT, summary=evil))

    assert "<img src=x" not in sheet
    assert "<b>" not in sheet
    assert sheet.count("&lt;img src=x onerror=&#x27;alert(1)&#x27;&gt;") >= 5


def test_style_and_script_are_those_that_the_policy_names(still: Path) -> None:
    sheet = sheet_with([kite(still)])

    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', sheet)[0]
    for kind in ("style", "script"):
        content = re.findall(f"<{kind}>(.*?)</{kind}>", sheet, re.DOTALL)
        assert len(content) == 1
        digest = base64.b64encode(sha256(content[0].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; img-src data:; media-src data:; ")
    assert not re.search(r"\s(style|on\w+)=", sheet)


def test_a_sheet_refers_to_nothing_outside_itself(still: Path) -> None:
    sheet = sheet_with([kite(still)], list(largesse_regions.largesse_regions()))

    assert re.findall(r"(?:src|href)=['\"](?!data:)", sheet) == []


def test_a_film_is_played_as_one_and_what_no_page_shows_is_named(tmp_path: Path, still: Path) -> None:
    film, lottie = tmp_path / "kite.webm", tmp_path / "kite.json"
    film.write_bytes(b"film")
    lottie.write_bytes(b"{}")

    looping = sheet_with([kite(still, media=Media(still=still, animation=film, loops=True))], [])
    named = sheet_with([kite(still, media=Media(still=still, animation=lottie))], [])

    assert "<video class='moving' muted autoplay playsinline loop src='data:video/webm;base64," in looping
    assert "shown 1.5 s, looping" in words(looping)
    assert "<span class='moving'>kite.json</span>" in named


def test_dated_prices_periods_and_a_price_of_its_own_are_in_words(still: Path) -> None:
    def doubled(question: PriceQuestion) -> Price:
        return Price(coins=question.price_coins * 2, holds_until=question.now + DAY)

    gift = kite(
        still,
        prices=(DatedPrice(holds_from=DAY, price_coins=1), DatedPrice(holds_from=2 * DAY, price_coins=2)),
        pricing=doubled,
        eligibility=Eligibility(
            sender_age_min=18,
            recipient_age_min=16,
            level_min=3,
            regions=frozenset({"JP", "BR"}),
            rooms=frozenset({"01890000-0000-7000-8000-000000000000"}),
            periods=(Period(starts_at=0, ends_at=2 * DAY),),
        ),
    )

    told = words(sheet_with([gift], []))

    assert (
        "price 1 coin from 2 Jan 1970, 00:00 UTC 2 coins from 3 Jan 1970, 00:00 UTC works out its own when it is sent "
        "for 5 conditions senders from 18 years recipients from 16 years senders from level 3 senders in BR, JP 1 room "
        "when 1 Jan 1970, 00:00 UTC, to 3 Jan 1970, 00:00 UTC"
    ) in told


def test_a_gift_for_no_region_at_no_time_says_so(still: Path) -> None:
    gift = kite(still, eligibility=Eligibility(regions=frozenset(), periods=()))

    assert "for senders in no region when at no time" in words(sheet_with([gift], []))


def test_variants_stand_with_what_is_their_own(still: Path) -> None:
    red = GiftVariant(key="red", names={"en": "Red kite"}, emoji="🟥", price_coins=5, media=Media(still=still))
    plain = GiftVariant(key="plain", names={"en": "Plain kite"})

    told = words(sheet_with([kite(still, variants=(plain, red))]))

    assert "Plain kite plain 🟥 Red kite red , 5 coins" in told


def test_a_region_stands_with_its_cards_the_newest_first() -> None:
    japan = next(region for region in largesse_regions.largesse_regions() if region.code == "JP")

    sheet = sheet_with([], [japan])

    assert re.findall(r"<h3>(Card \d)", sheet) == ["Card 2", "Card 1"]
    told = words(sheet)
    assert told.startswith("JP Japan a country · JPY · days of Asia/Tokyo Card 2 from 1 Jul 2026, 00:00 UTC")
    assert "a coin costs 2 JPY at list price" in told
    assert "the creator gets 55 % of a gift's coins, as diamonds" in told
    for step in japan.cards[0].derivation:
        assert escape(step) in told


def test_a_bloc_names_its_members_and_a_rate_in_fractions_its_ratio() -> None:
    europe = next(region for region in largesse_regions.largesse_regions() if region.code == "EU")

    told = words(sheet_with([], [europe]))

    assert told.startswith("EU European Union a bloc, of AT, BE, BG,")
    ratio = europe.cards[-1].list_price
    assert f"exactly {ratio.numerator}/{ratio.denominator} minor units" in told


def test_exchange_rates_stand_with_their_pairs_and_their_margin() -> None:
    rates = ExchangeRates(
        source="The <bank>", base="EUR", quotes=frozenset({"USD", "JPY"}), read=tuple, margin=Ratio(1, 40)
    )

    told = words(sheet_of(REPORT, Plugins(exchange_rates=(("kite", rates),))))

    assert told == "Exchange rates The &lt;bank&gt; base EUR quotes JPY, USD margin 2.5 % read every 60 s"


def test_what_a_plugin_is_told_of_stands_by_its_hook() -> None:
    offered = Plugins(tellings={"kite": {"largesse_room_opened": print, "largesse_gift_sent": print}})

    assert words(sheet_of(REPORT, offered)) == "Is told largesse_gift_sent largesse_room_opened"


def test_nothing_of_another_plugin_stands_on_a_sheet(still: Path) -> None:
    offered = Plugins(gift_types=(("kites", kite(still)),), tellings={"log": {"largesse_gift_sent": print}})

    assert words(sheet_of(REPORT, offered)) == "It offers nothing as it is configured."
