"""
What of a plugin is neither gift nor region: sources of exchange rates, moderators, and what it is told of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.cli.plugins.sheet.markup import definitions, percent, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.offers import ExchangeRates


def source_section(rates: ExchangeRates) -> str:
    """Return a source of exchange rates; the rates themselves are asked while a server runs."""
    facts = definitions(
        (
            ("base", text(rates.base)),
            ("quotes", text(", ".join(sorted(rates.quotes)))),
            ("margin", percent(rates.margin)),
            ("read", f"every {rates.refresh_seconds:,} s"),
        )
    )
    card = f"<article class='card'><div><h3>{text(rates.source)}</h3>{facts}</div></article>"
    return f"<section><h2>Exchange rates</h2>{card}</section>"


def moderators_section(keys: Sequence[str]) -> str:
    """Return the moderators; what they say is asked while a server runs."""
    named = "".join(f"<li><code>{text(key)}</code></li>" for key in keys)
    return f"<section><h2>Moderates</h2><article class='card'><ul>{named}</ul></article></section>" if keys else ""


def tellings_section(hooks: Sequence[str]) -> str:
    """Return the hooks by which the plugin is told of something."""
    told = "".join(f"<li><code>{text(hook)}</code></li>" for hook in hooks)
    return f"<section><h2>Is told</h2><article class='card'><ul>{told}</ul></article></section>" if hooks else ""
