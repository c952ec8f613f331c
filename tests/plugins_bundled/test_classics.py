"""
The bundled gifts: thirty-six in six tiers, each named, drawn, sounded, and animated within its time and within bounds.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import largesse_classics
from largesse import GiftType, Tier
from largesse_classics.drawn import LOCALES

GIFT_TYPES = {gift_type.key: gift_type for gift_type in largesse_classics.largesse_gift_types()}
MEDIA = Path(largesse_classics.__file__).parent / "media"
EACH = pytest.mark.parametrize("gift_type", GIFT_TYPES.values(), ids=GIFT_TYPES)
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = ("g", "path", "rect", "circle", "ellipse", "clipPath")
PAINT = ("defs", "style", "linearGradient", "radialGradient", "stop")
DRAWN_WITH = {f"{SVG}{name}" for name in ("svg", *SHAPES, *PAINT)}
STILL_BYTES_MAX = 10_000
ANIMATION_BYTES_MAX = 12_000
SECONDS = re.compile(r"(?<![\w.(])(\d*\.?\d+)s\b")
SCRIPTS = {
    "ja": r"[\u3040-\u30ff\u4e00-\u9fff]",
    "ko": r"[\uac00-\ud7af]",
    "ar": r"[\u0600-\u06ff]",
    "hi": r"[\u0900-\u097f]",
}
"""Letters that a name in this language is written with."""


def drawings(gift_type: GiftType) -> tuple[Path, Path]:
    """Return the still and the animation."""
    assert gift_type.media.animation is not None
    return gift_type.media.still, gift_type.media.animation


def seconds_played(svg: str) -> float:
    """Return when the last animation of a drawing ends."""
    rules = dict(re.findall(r"\.([\w-]+)\{[^}]*?animation:([^;}]+)", svg))
    ends = [0.0]
    for name, style in re.findall(r'class="([\w-]+)"(?: opacity="0")?(?: style="animation-delay:([\d.]+)s")?', svg):
        for animation in re.sub(r"\([^)]*\)", "", rules.get(name, "")).split(","):
            times = [float(time) for time in SECONDS.findall(animation)]
            counts = re.findall(r"(?<=\s)(\d+)(?=\s|$)", animation)
            duration, delay = [*times, 0.0, 0.0][:2]
            ends.append(float(style or delay) + duration * int(counts[0] if counts else 1))
    return max(ends)


def test_there_are_six_gifts_in_each_tier() -> None:
    assert len(GIFT_TYPES) == len(list(largesse_classics.largesse_gift_types())) == 36
    assert Counter(gift_type.tier for gift_type in GIFT_TYPES.values()) == dict.fromkeys(Tier, 6)


def test_prices_ascend_from_1_to_30000_coins_through_the_tiers() -> None:
    gift_types = sorted(GIFT_TYPES.values(), key=lambda each: (list(Tier).index(each.tier), each.sort_order))
    prices = [gift_type.price_coins for gift_type in gift_types]
    assert prices == sorted(set(prices))
    assert (prices[0], prices[-1]) == (1, 30_000)
    assert gift_types == list(GIFT_TYPES.values())


def test_no_emoji_stands_for_two_gifts() -> None:
    assert len({gift_type.emoji for gift_type in GIFT_TYPES.values()}) == len(GIFT_TYPES)


def test_every_file_of_the_media_belongs_to_a_gift() -> None:
    media = [gift_type.media for gift_type in GIFT_TYPES.values()]
    assert {path for each in media for path in (each.still, each.animation, each.sound)} == set(MEDIA.iterdir())


@EACH
def test_a_gift_is_named_in_ten_languages(gift_type: GiftType) -> None:
    assert tuple(gift_type.names) == LOCALES
    for locale, letters in SCRIPTS.items():
        assert re.search(letters, gift_type.names[locale])


@EACH
def test_a_gift_shows_its_still_where_less_motion_is_asked_for(gift_type: GiftType) -> None:
    assert gift_type.media.reduced_motion is None
    assert gift_type.media.still.name == f"{gift_type.key}.svg"


@EACH
def test_a_drawing_is_shapes_and_paint_alone(gift_type: GiftType) -> None:
    for path in drawings(gift_type):
        root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - our own files
        assert root.tag == f"{SVG}svg"
        assert root.get("viewBox") == "0 0 128 128"
        assert {element.tag for element in root.iter()} <= DRAWN_WITH
        attributes = {name for element in root.iter() for name in element.keys()}  # noqa: SIM118 - an element is no mapping
        assert not {name for name in attributes if name.startswith("on") or name.endswith("href")}


@EACH
def test_a_drawing_refers_to_nothing_outside_itself(gift_type: GiftType) -> None:
    for path in drawings(gift_type):
        svg = path.read_text(encoding="utf-8")
        assert (
            re.findall(r"\w+:\S+/\S*|@import|@font-face", svg.replace('xmlns="http://www.w3.org/2000/svg"', "")) == []
        )
        names = re.findall(r'\bid="([^"]+)"', svg)
        assert len(names) == len(set(names))
        assert set(re.findall(r"url\(([^)]*)\)", svg)) == {f"#{name}" for name in names}


@EACH
def test_names_in_a_drawing_start_with_its_key(gift_type: GiftType) -> None:
    for path in drawings(gift_type):
        svg = path.read_text(encoding="utf-8")
        names = re.findall(r'\b(?:id|class)="([^"]+)"|@keyframes ([\w-]+)', svg)
        assert all((name or keyframes).startswith(f"{gift_type.key}-") for name, keyframes in names)


@EACH
def test_drawings_are_small(gift_type: GiftType) -> None:
    still, animation = drawings(gift_type)
    assert still.stat().st_size <= STILL_BYTES_MAX
    assert animation.stat().st_size <= ANIMATION_BYTES_MAX


@EACH
def test_an_animation_stands_still_where_less_motion_is_asked_for(gift_type: GiftType) -> None:
    still, animation = (path.read_text(encoding="utf-8") for path in drawings(gift_type))
    rule = f'@media (prefers-reduced-motion: reduce){{[class^="{gift_type.key}-"]{{animation:none}}}}'
    assert rule in animation
    assert "<style>" not in still
    assert "<animate" not in animation


@EACH
def test_the_colours_of_a_gift_are_those_of_its_drawing(gift_type: GiftType) -> None:
    still, _ = drawings(gift_type)
    assert len(set(gift_type.media.colors)) == 3
    assert set(gift_type.media.colors) <= set(re.findall(r"#[0-9a-f]{6}", still.read_text(encoding="utf-8")))


@EACH
def test_an_animation_plays_once_and_ends_within_the_time_of_its_gift(gift_type: GiftType) -> None:
    _, animation = drawings(gift_type)
    played = seconds_played(animation.read_text(encoding="utf-8"))
    assert not gift_type.media.loops
    assert 0.5 < played <= gift_type.media.duration_ms / 1_000
