"""
The end of a demo: how it is told to stop, and the proof of its books.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

from largesse.app import address_for, verified
from largesse.cli.demo.saying import counted, say
from largesse.cli.failure import CommandFailed
from largesse.cli.loop import told_by_signals

if TYPE_CHECKING:
    from collections.abc import Generator

    from rich.console import Console

    from largesse.cli.demo.totals import Totals
    from largesse.settings import Settings


@contextmanager
def told_to_stop() -> Generator[asyncio.Event, None, None]:
    """Turn Ctrl-C and SIGTERM into an event for as long as the context lasts."""
    stopped = asyncio.Event()
    with told_by_signals(stopped.set):
        yield stopped


async def prove(settings: Settings, given: Totals, console: Console) -> None:
    """
    Verify the books once the server has stopped, and say what was given.

    Raises:
        CommandFailed: they do not balance.
    """
    say(console, "The server has stopped; verifying the books.")
    report = await verified(address_for(settings))
    say(console, f"Given: {given}.")
    for difference in report.first:
        say(console, f"{difference.check}: {difference.subject} {difference.detail}")
    if not report.clean:
        message = f"The books do not balance: {counted(report.differences, 'difference')}."
        raise CommandFailed(message)
    held = ", ".join(f"{count:,} {what}" for what, count in report.counts.items())
    say(console, f"The books balance: {len(report.checks)} checks over {held}.")
