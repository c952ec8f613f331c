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
from largesse.cli.plugins.sheet.sources import moderators_section, source_section, tellings_section
from largesse.plugins import HOOKS

if TYPE_CHECKING:
    from largesse.plugins import PluginReport, Plugins


def sheet_of(report: PluginReport, plugins: Plugins) -> str:
    """
    Return the sheet of a plugin as an HTML document.

    Media stand in it as data, and its policy lets it load nothing from anywhere; style and script are named in it by
    their hashes, so that nothing that a plugin says can become either.

    Args:
        report: what is known of the plugin.
        plugins: what it offers, perhaps among others.

    Raises:
        ValueError: a file of a gift type cannot be served.
    """
    style, script, name = _own("sheet.css"), _own("sheet.js"), report.name
    content = (
        *tiers([each for plugin, each in plugins.gift_types if plugin == name]),
        *(region_section(each) for plugin, each in plugins.regions if plugin == name),
        *(source_section(each) for plugin, each in plugins.exchange_rates if plugin == name),
        moderators_section([each.key for plugin, each in plugins.moderators if plugin == name]),
        tellings_section([hook for hook in HOOKS if plugins.telling(name, hook)]),
    )
    return Template(_own("sheet.html")).substitute(
        policy=f"default-src 'none'; img-src data:; media-src data:; style-src '{_hash(style)}'; "
        f"script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'",
        name=text(name),
        about=text(" · ".join(each for each in (report.distribution, report.version, report.summary) if each)),
        style=style,
        script=script,
        content="".join(content) or "<p class='empty'>It offers nothing as it is configured.</p>",
    )


def _own(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
