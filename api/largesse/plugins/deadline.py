"""
Work with a deadline: in a thread of its own, which is left behind if it does not end.
"""

from __future__ import annotations

import ctypes
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Outcome = TypeVar("Outcome")


class DeadlinePassed(SystemExit):
    """What is raised inside a thread that is late; of all exceptions, a thread ends on this kind without a word."""


def within(seconds: float, name: str, work: Callable[[], Outcome]) -> Outcome | None:
    """
    Return what the work returns, or None if it does not in time.

    A thread that spins in Python is ended; one that waits in C goes on as a daemon, and what it returns is dropped.

    Args:
        seconds: the time that it has.
        name: the thread's name.
        work: what to do; it returns every failure as a value, and never None.
    """
    outcomes: list[Outcome] = []
    thread = Thread(target=lambda: outcomes.append(work()), name=name, daemon=True)
    thread.start()
    thread.join(seconds)
    if outcomes:
        return outcomes[0]
    if thread.ident is not None and thread.is_alive():
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(DeadlinePassed))
    return None
