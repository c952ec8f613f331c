"""
The whole sheet: a template, with what the plugin offers put in.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from largesse.cli.plugins.sheet.gifts import tiers
from largesse.cli.plugins.sheet.markup import text
from largesse.cli.plugins.sheet.regions import region_section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.offers import GiftType, Region
    from largesse.plugins import PluginReport


def sheet_of(report: PluginReport, gift_types: Sequence[GiftType], regions: Sequence[Region]) -> str:
    """
    Return the sheet of a plugin as an HTML document.

    Media stand in it as data, and its policy lets it load nothing from anywhere; style and script are named in it by
    their hashes, so that nothing that a plugin says can become either.

    Args:
        report: what is known of the plugin.
        gift_types: its gift types.
        regions: its regions.

    Raises:
        ValueError: a file of a gift type cannot be served.
    """
    style, script = _own("sheet.css"), _own("sheet.js")
    return Template(_own("sheet.html")).substitute(
        policy=f"default-src 'none'; img-src data:; media-src data:; style-src '{_hash(style)}'; "
        f"script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'",
        name=text(report.name),
        about=text(" · ".join(each for each in (report.distribution, report.version, report.summary) if each)),
        style=style,
        script=script,
        content="".join((*tiers(gift_types), *map(region_section, regions))),
    )


def _own(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
