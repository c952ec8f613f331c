"""
What a plugin's gifts look like: small, harmless in other people's browsers, and still for whoever asks for less motion.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from largesse.testing.contract.subject import hold_none

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from largesse.offers import Media
    from largesse.testing.contract.subject import Fact, Subject

DRAWING_BYTES_MAX = 100_000
"""What an SVG may weigh: a room may show twenty at once."""
FILE_BYTES_MAX = 500_000
"""What any other file may weigh: it must be there before the gift is over."""
_FORBIDDEN = frozenset(
    {"script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler", "listener"}
)
_REFERENCE = re.compile(r"@import|url\(\s*['\"]?(?!#|data:image/(?!svg))", re.IGNORECASE)
_MOTION = re.compile(r"<(animate|set)\b|@keyframes|\banimation(-name)?\s*:", re.IGNORECASE)
_REDUCED = "prefers-reduced-motion"


def every_file_is_small(subject: Subject) -> None:
    """Hold that drawings weigh 100 kB at most, and other files 500 kB."""
    hold_none(
        f"{path.name} weighs {size} bytes; {most} at most"
        for path in _files(subject)
        if (size := path.stat().st_size) > (most := DRAWING_BYTES_MAX if path.suffix == ".svg" else FILE_BYTES_MAX)
    )


def every_drawing_is_shapes_and_paint_alone(subject: Subject) -> None:
    """Hold that no SVG has a script, another document in it, an entity, or a reference to anything outside."""
    hold_none(
        f"{path.name} {problem}" for path in _files(subject) if path.suffix == ".svg" for problem in problems_of(path)
    )


def whoever_asks_for_less_motion_sees_a_still(subject: Subject) -> None:
    """Hold that what stands in for an animation is not one itself, unless it heeds `prefers-reduced-motion`."""
    hold_none(
        f"{path.name} stands in for {media.animation.name}, and moves"
        for media in _media(subject)
        if media.animation
        for path in [media.reduced_motion or media.still]
        if path.suffix == ".svg" and _moves(path.read_text("utf-8", "replace"))
    )


def problems_of(drawing: Path) -> list[str]:
    """Return what in an SVG is more than shapes and paint, in words that may follow its name."""
    problems: list[str] = []

    def element(name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2].lower()
        if local in _FORBIDDEN:
            problems.append(f"has an element {name!r}")
        for attribute, value in attributes.items():
            problems.extend(_problems_of_attribute(attribute, value))

    def text(content: str) -> None:
        if _REFERENCE.search(content):
            problems.append("has a style that refers to something outside")

    def entity(*_: object) -> None:
        problems.append("declares a document type")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.CharacterDataHandler, parser.buffer_text = element, text, True
    parser.StartDoctypeDeclHandler = entity
    try:
        parser.Parse(drawing.read_bytes(), True)  # noqa: FBT003 - its own signature
    except expat.ExpatError as error:
        problems.append(f"is no XML: {error}")
    return problems


def _problems_of_attribute(attribute: str, value: str) -> Iterator[str]:
    local = attribute.rpartition(":")[2].lower()
    if local.startswith("on"):
        yield f"has a handler {attribute!r}"
    if local in {"href", "src"} and not value.strip().startswith(("#", "data:image/png", "data:image/webp")):
        yield f"refers to {value[:60]!r}"
    elif _REFERENCE.search(value):
        yield f"has an attribute {attribute!r} that refers to something outside"


def _moves(svg: str) -> bool:
    return _MOTION.search(svg) is not None and _REDUCED not in svg


def _media(subject: Subject) -> Iterator[Media]:
    for gift_type in subject.gift_types:
        yield gift_type.media
        yield from (variant.media for variant in gift_type.variants if variant.media)


def _files(subject: Subject) -> list[Path]:
    files = (
        path
        for media in _media(subject)
        for path in (media.still, media.animation, media.reduced_motion, media.sound)
        if path is not None
    )
    return list(dict.fromkeys(files))


FACTS: tuple[Fact, ...] = (
    every_file_is_small,
    every_drawing_is_shapes_and_paint_alone,
    whoever_asks_for_less_motion_sees_a_still,
)
