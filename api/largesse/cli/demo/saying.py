"""
What is said of a demo: lines as they are, to be read and copied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from largesse.plugins import PluginReport


def say(console: Console, text: str = "", style: str | None = None) -> None:
    """Print a text on a line of its own, unbroken, and without taking any of it for markup."""
    console.print(text, style=style, highlight=False, markup=False, soft_wrap=True)


def say_left_out(console: Console, reports: Iterable[PluginReport]) -> None:
    """Say of each plugin that was asked for and is not in use why it is not, in a line."""
    for report in reports:
        say(console, f"{report.name} is left out: {report.cause}", "red")


def counted(count: int, noun: str) -> str:
    """Return how many there are of something whose plural ends in `s`, such as `1 gift` or `1,000 gifts`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
