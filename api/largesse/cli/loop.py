"""
The event loop that a server runs on.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator

T = TypeVar("T")

SWITCH_SECONDS = 0.0005
"""How long a thread keeps the interpreter: one that spins in a plugin must not cost the loop seconds."""
COLLECTOR_THRESHOLD = 50_000
"""Allocations between two rounds of the collector; its own 700 cost a batch more than deciding it."""


def run(main: Coroutine[object, object, T]) -> T:
    """Run a server's main task, on uvloop where it is available."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(COLLECTOR_THRESHOLD)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(main)


@contextmanager
def told_by_signals(deed: Callable[[], object]) -> Generator[None]:
    """Call something at each SIGTERM and Ctrl-C for as long as the context lasts."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, deed)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


def settled() -> None:
    """Leave what has been loaded by now to itself: the collector need not look at it again."""
    gc.collect()
    gc.freeze()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # noqa: PLC0415 - it is not installed where it does not run
    except ImportError:
        return None
    return uvloop.new_event_loop
