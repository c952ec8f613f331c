"""
Media on the sheet: each file's bytes in its own address.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from largesse.cli.plugins.sheet.markup import text
from largesse.plugins import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from largesse.offers import Media


def picture(path: Path, name: str, kind: str) -> str:
    """Return a picture; what no page can show by itself is told by its file's name."""
    if not shipped(path).content_type.startswith("image/"):
        return f"<span class='{kind}'>{text(path.name)}</span>"
    return f"<img class='{kind}' alt='{name}' src='{_data(path)}'>"


def moving(media: Media, name: str) -> str:
    """Return what plays: the animation, or the still if there is none."""
    path = media.animation or media.still
    if shipped(path).content_type.startswith("video/"):
        looping = " loop" if media.loops else ""
        return f"<video class='moving' muted autoplay playsinline{looping} src='{_data(path)}'></video>"
    return picture(path, name, "moving")


def sound(path: Path) -> str:
    """Return a player for a sound."""
    return f"<audio controls preload='metadata' src='{_data(path)}'></audio>"


def colors(said: Iterable[str]) -> str:
    """Return a dot in each colour; attributes of style would be against the sheet's policy."""
    return "".join(
        f"<svg viewBox='0 0 16 16' aria-label='{each}'><circle cx='8' cy='8' r='7.5' fill='{each}'/></svg>"
        for each in map(text, said)
    )


def files(media: Media) -> str:
    """Return what the files of a gift are and how large."""
    each = (
        ("still", media.still),
        ("animation", media.animation),
        ("less motion", media.reduced_motion),
        ("sound", media.sound),
    )
    return "<br>".join(f"{kind} {shipped(path).size_bytes / 1_000:,.1f} kB" for kind, path in each if path is not None)


def _data(path: Path) -> str:
    file = shipped(path)
    return f"data:{file.content_type};base64,{base64.b64encode(file.read()).decode()}"
