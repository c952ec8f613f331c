"""
HTML from what a plugin says: every word of it escaped.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from largesse.clock import datetime_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from largesse.clock import Instant
    from largesse.money import Ratio

_FEW = 3


def text(said: object) -> str:
    """Return something as HTML text, which may also stand between an attribute's quotes."""
    return escape(str(said))


def definitions(pairs: Iterable[tuple[str, str]]) -> str:
    """Return terms, which are ours, and what they are, which is HTML already, as a list of definitions."""
    return "<dl>" + "".join(f"<dt>{term}</dt><dd>{html}</dd>" for term, html in pairs) + "</dl>"


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table of cells that are text."""
    above = "".join(f"<th>{each}</th>" for each in head)
    body = "".join("<tr>" + "".join(f"<td>{text(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{above}</tr></thead><tbody>{body}</tbody></table>"


def lines(said: Sequence[str], what: str) -> str:
    """Return phrases one under another; of more than a few, how many there are, and the phrases when it is opened."""
    under = "<br>".join(map(text, said))
    return under if len(said) <= _FEW else f"<details><summary>{len(said)} {what}</summary>{under}</details>"


def coins(count: int) -> str:
    """Return a number of coins in words."""
    return f"{count:,} coin{'' if count == 1 else 's'}"


def moment(instant: Instant) -> str:
    """Return an instant in words, such as `1 Jan 2026, 00:00 UTC`."""
    at = datetime_of(instant)
    return f"{at.day} {at:%b %Y, %H:%M} UTC"


def percent(ratio: Ratio) -> str:
    """Return a part of one in per cent, to two decimals at most."""
    return f"{ratio.numerator * 100 / ratio.denominator:.2f}".rstrip("0").rstrip(".") + " %"
