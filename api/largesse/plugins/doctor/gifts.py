"""
What viewers will notice of gift types: heavy files, missing names, motion that cannot be switched off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.plugins.doctor.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from largesse.offers import GiftType, Media

FILE_BYTES_FINE = 100_000
"""What a phone on a slow network (1 Mbit/s) loads within a second, about; 2,000,000 are refused."""
_HEED = b"prefers-reduced-motion"


def gift_findings(gift_types: Sequence[GiftType]) -> Iterator[Finding]:
    """Yield what viewers will notice of the gift types of one plugin."""
    for gift_type in gift_types:
        called = f"gift type {gift_type.key!r}"
        yield from _media_findings(called, gift_type.media)
        for variant in gift_type.variants:
            if variant.media:
                yield from _media_findings(f"variant {variant.key!r} of {called}", variant.media)
    yield from _name_findings(gift_types)


def _media_findings(called: str, media: Media) -> Iterator[Finding]:
    for path in dict.fromkeys((media.still, media.animation, media.reduced_motion, media.sound)):
        if path is not None and (size := path.stat().st_size) > FILE_BYTES_FINE:
            yield Finding.warning(
                f"{called}: {path.name} has {size:,} bytes, and a room loads it while the gift is shown",
                f"make it smaller than {FILE_BYTES_FINE:,} bytes",
            )
    if media.animation is not None and media.reduced_motion is None and not _heeds(media.animation):
        yield Finding.warning(
            f"{called}: {media.animation.name} moves also where less motion is asked for",
            "let it stand still under @media (prefers-reduced-motion: reduce), or give media.reduced_motion",
        )


def _heeds(animation: Path) -> bool:
    return animation.suffix == ".svg" and _HEED in animation.read_bytes()


def _name_findings(gift_types: Sequence[GiftType]) -> Iterator[Finding]:
    """Yield the names that are missing in a language that others of the plugin's names are in."""
    named: dict[str, Mapping[str, str]] = {}
    for gift_type in gift_types:
        named[f"gift type {gift_type.key!r}"] = gift_type.names
        for variant in gift_type.variants:
            named[f"variant {variant.key!r} of gift type {gift_type.key!r}"] = variant.names
    locales = {locale for names in named.values() for locale in names}
    for called, names in named.items():
        if missing := sorted(locales - set(names)):
            yield Finding.warning(
                f"{called} has no name in {', '.join(missing)}, in which others are named",
                f"add {', '.join(map(repr, missing))} to its names",
            )
