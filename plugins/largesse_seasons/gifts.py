"""
The seven gifts: what they are, and how their days become periods and prices.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from largesse import DatedPrice, Eligibility, GiftType, Instant, Media, Period, Tier, instant_of
from largesse_seasons import calendars
from largesse_seasons.calendars import YEARS, Season
from largesse_seasons.configuration import Hemisphere

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from largesse_seasons.configuration import Config

LOCALES = ("en", "es", "pt-BR", "fr", "de", "ja", "ko", "ar", "hi", "id")
"""The languages of the names, in the order in which a row gives them."""
MEDIA = Path(__file__).parent / "media"
"""Where the drawings and the sounds are."""

Seasons: TypeAlias = Callable[[int, Hemisphere], Season]
"""The days of a gift in a year."""


class Row(NamedTuple):
    """
    One gift.

    Args:
        key: its key, and the name of its drawings and its sound.
        emoji: what stands for it.
        tier: how much of a moment it is.
        eve_coins: what one costs until its day has come.
        price_coins: what one costs from then on.
        seasons: its days.
        duration_ms: how long it is on screen: whole turns of its animation.
        colors: its colours.
        names: its names in the order of `LOCALES`.
    """

    key: str
    emoji: str
    tier: Tier
    eve_coins: int
    price_coins: int
    seasons: Seasons
    duration_ms: int
    colors: tuple[str, str, str]
    names: tuple[str, str, str, str, str, str, str, str, str, str]


ROWS = (
    Row(
        "new_year_lantern",
        "🏮",
        Tier.DELIGHT,
        188,
        288,
        calendars.lunar_new_year,
        6_000,
        ("#ea2b35", "#ffcb3d", "#ff7a5c"),
        (
            "New Year Lantern",
            "Farolillo de Año Nuevo",
            "Lanterna de Ano Novo",
            "Lanterne du Nouvel An",
            "Neujahrslaterne",
            "春節のランタン",
            "설날 등불",
            "فانوس رأس السنة القمرية",
            "नववर्ष लालटेन",
            "Lampion Imlek",
        ),
    ),
    Row(
        "carnival_mask",
        "🎭",
        Tier.DELIGHT,
        299,
        399,
        calendars.carnival,
        6_000,
        ("#7a36d8", "#ffcb3d", "#e0287a"),
        (
            "Carnival Mask",
            "Máscara de carnaval",
            "Máscara de carnaval",
            "Masque de carnaval",
            "Karnevalsmaske",
            "カーニバルの仮面",
            "카니발 가면",
            "قناع الكرنفال",
            "कार्निवल मुखौटा",
            "Topeng Karnaval",
        ),
    ),
    Row(
        "spring_blossom",
        "🌸",
        Tier.CHEER,
        39,
        49,
        calendars.spring,
        6_000,
        ("#ffc2d8", "#e0407f", "#7a4520"),
        (
            "Spring Blossom",
            "Flor de primavera",
            "Flor da primavera",
            "Fleur de printemps",
            "Frühlingsblüte",
            "桜",
            "벚꽃",
            "زهرة الربيع",
            "वसंत का फूल",
            "Bunga Musim Semi",
        ),
    ),
    Row(
        "midsummer_sun",
        "🌞",
        Tier.DELIGHT,
        599,
        799,
        calendars.midsummer,
        8_000,
        ("#ffd84a", "#ff8a1a", "#ff6f9c"),
        (
            "Midsummer Sun",
            "Sol de San Juan",
            "Sol de São João",
            "Soleil de la Saint-Jean",
            "Mittsommersonne",
            "夏至の太陽",
            "한여름의 태양",
            "شمس منتصف الصيف",
            "ग्रीष्म संक्रांति का सूरज",
            "Matahari Pertengahan Musim Panas",
        ),
    ),
    Row(
        "harvest_moon",
        "🎑",
        Tier.WONDER,
        999,
        1_299,
        calendars.mid_autumn,
        6_000,
        ("#ffe9a0", "#f5a83a", "#6aa83a"),
        (
            "Harvest Moon",
            "Luna de la cosecha",
            "Lua da colheita",
            "Lune des moissons",
            "Erntemond",
            "お月見",
            "한가위 보름달",
            "قمر الحصاد",
            "फ़सल का चाँद",
            "Bulan Panen",
        ),
    ),
    Row(
        "diya",
        "🪔",
        Tier.DELIGHT,
        199,
        249,
        calendars.diwali,
        6_000,
        ("#ff9a2e", "#e0287a", "#b8461f"),
        (
            "Diwali Lamp",
            "Lámpara de Diwali",
            "Lamparina de Diwali",
            "Lampe de Diwali",
            "Diwali-Lampe",
            "ディワリの灯",
            "디왈리 등불",
            "مصباح ديوالي",
            "दिवाली का दीया",
            "Pelita Diwali",
        ),
    ),
    Row(
        "winter_star",
        "🌟",
        Tier.WONDER,
        1_499,
        1_999,
        calendars.winter,
        8_000,
        ("#ffe27a", "#4a86d8", "#e0223f"),
        (
            "Winter Star",
            "Estrella de invierno",
            "Estrela de inverno",
            "Étoile d'hiver",
            "Winterstern",
            "冬の星",
            "겨울 별",
            "نجمة الشتاء",
            "सर्दियों का सितारा",
            "Bintang Musim Dingin",
        ),
    ),
)
"""In the order of the north's year."""


def gift_types(config: Config) -> tuple[GiftType, ...]:
    """Return every gift with the periods and the prices of all years, as the configured zone has their days."""
    return tuple(_gift_type(row, place, config) for place, row in enumerate(ROWS, start=1))


def _gift_type(row: Row, place: int, config: Config) -> GiftType:
    seasons = [row.seasons(year, config.hemisphere) for year in YEARS]
    periods, prices = [], []
    for season in seasons:
        opens, day = _midnight(season.opens, config.zone), _midnight(season.day, config.zone)
        periods.append(Period(starts_at=opens, ends_at=_midnight(season.closes + timedelta(days=1), config.zone)))
        prices.append(DatedPrice(holds_from=opens, price_coins=row.eve_coins))
        prices.append(DatedPrice(holds_from=day, price_coins=row.price_coins))
    return GiftType(
        key=row.key,
        names=dict(zip(LOCALES, row.names, strict=True)),
        emoji=row.emoji,
        price_coins=row.price_coins,
        prices=tuple(prices),
        tier=row.tier,
        media=Media(
            still=MEDIA / f"{row.key}.svg",
            animation=MEDIA / f"{row.key}.animated.svg",
            sound=MEDIA / f"{row.key}.wav",
            duration_ms=row.duration_ms,
            loops=True,
            colors=row.colors,
        ),
        eligibility=Eligibility(periods=tuple(periods)),
        sort_order=100 + place,
    )


def _midnight(day: date, zone: ZoneInfo) -> Instant:
    """Return when a day begins; where clocks leap over midnight, when they have."""
    return instant_of(datetime.combine(day, time(), zone))
