"""
Faults of the code that is being written, in a line of words each, where a server would log JSON.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from largesse.cli.demo.saying import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console

LOGGER = "largesse.plugins"


class Faults(logging.Handler):
    """
    Says what is logged of plugins.

    Args:
        console: where to; above the feed if that is shown there.
    """

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self._faulty: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Say a line; a quarantine of before, which is about to end, is passed over."""
        if not isinstance(record.msg, dict):
            say(self._console, record.getMessage(), "red")
            return
        event: Mapping[str, object] = record.msg
        plugin, reason = str(event.get("plugin")), event.get("reason")
        match event.get("event"):
            case "plugin_fault":
                self._faulty.add(plugin)
                say(self._console, f"{plugin}: {event.get('hook')}: {reason}", "red")
            case "plugin_quarantined" if plugin in self._faulty:
                self._faulty.remove(plugin)
                say(self._console, f"{plugin} is called no more until its code changes: {reason}", "red")
            case "plugin_task_failed":
                say(self._console, f"{plugin}: a task that it left to itself: {reason}", "red")


@contextmanager
def told_in_words(console: Console) -> Iterator[None]:
    """Have the faults of plugins said on a console, and not logged, for as long as the context lasts."""
    logger, faults = logging.getLogger(LOGGER), Faults(console)
    logger.addHandler(faults)
    logger.propagate = False
    try:
        yield
    finally:
        logger.propagate = True
        logger.removeHandler(faults)
