"""
The gifts of the bundled plugins: named in ten languages, drawn by the rules of the house, and moving within their time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

import largesse_classics
import largesse_seasons

if TYPE_CHECKING:
    from pathlib import Path

    from largesse import GiftType

GIFT_TYPES = {
    gift_type.key: gift_type
    for gift_type in (
        *largesse_classics.largesse_gift_types(),
        *largesse_seasons.largesse_gift_types(largesse_seasons.LARGESSE_CONFIG()),
    )
}
EACH = pytest.mark.parametrize("gift_type", GIFT_TYPES.values(), ids=GIFT_TYPES)
ONCE = pytest.mark.parametrize(
    "gift_type", [each for each in GIFT_TYPES.values() if not each.media.loops], ids=lambda each: each.key
)
LOOPING = pytest.mark.parametrize(
    "gift_type", [each for each in GIFT_TYPES.values() if each.media.loops], ids=lambda each: each.key
)
LOCALES = ("en", "es", "pt-BR", "fr", "de", "ja", "ko", "ar", "hi", "id")
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


def turns(svg: str) -> list[tuple[float, float, float]]:
    """Return how long a turn of each animation takes, how many there are, and when the first begins, in seconds."""
    rules = dict(re.findall(r"\.([\w-]+)\{[^}]*?animation:([^;}]+)", svg))
    found = []
    for name, style in re.findall(r'class="([\w-]+)"(?: opacity="0")?(?: style="animation-delay:([\d.]+)s")?', svg):
        for animation in re.sub(r"\([^)]*\)", "", rules.get(name, "")).split(","):
            times = [float(time) for time in SECONDS.findall(animation)]
            counts = re.findall(r"(?<=\s)(\d+|infinite)(?=\s|$)", animation)
            duration, delay = [*times, 0.0, 0.0][:2]
            count = float("inf") if "infinite" in counts else float(counts[0] if counts else 1)
            found.append((duration, count, float(style or delay)))
    return found


def test_no_key_and_no_emoji_stands_for_two_gifts() -> None:
    assert len(GIFT_TYPES) == 36 + 7
    assert len({gift_type.emoji for gift_type in GIFT_TYPES.values()}) == len(GIFT_TYPES)


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


@ONCE
def test_an_animation_that_plays_once_ends_within_the_time_of_its_gift(gift_type: GiftType) -> None:
    _, animation = drawings(gift_type)
    ends = [delay + duration * count for duration, count, delay in turns(animation.read_text(encoding="utf-8"))]
    assert 0.5 < max(ends) <= gift_type.media.duration_ms / 1_000


@LOOPING
def test_an_animation_that_loops_turns_whole_times_while_its_gift_is_shown(gift_type: GiftType) -> None:
    _, animation = drawings(gift_type)
    for duration, count, _ in turns(animation.read_text(encoding="utf-8")):
        assert count == float("inf")
        assert gift_type.media.duration_ms % round(duration * 1_000) == 0
