"""
What is said of a demo: lines as they are, to be read and copied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def say(console: Console, text: str = "", style: str | None = None) -> None:
    """Print a text on a line of its own, unbroken, and without taking any of it for markup."""
    console.print(text, style=style, highlight=False, markup=False, soft_wrap=True)
