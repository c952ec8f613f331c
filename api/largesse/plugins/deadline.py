"""
Work with a deadline: in a thread of its own, which is left behind if it does not end.
"""

from __future__ import annotations

import ctypes
import sys
import time
from contextlib import suppress
from threading import Thread, get_ident
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Outcome = TypeVar("Outcome")
_ATTEMPTS = 5
_ATTEMPT_SECONDS = 0.05
_LOCKING_MODULES = ("threading", "queue", "importlib._bootstrap")
_LOCKING_FUNCTIONS = {"acquire", "handle", "_acquireLock", "_releaseLock", "release"}
_LOCKLESS_FUNCTIONS = {"current_thread", "is_set"}
"""What a loop that spins may well ask `threading` for, and takes no lock."""
_set_async_exc = ctypes.pythonapi.PyThreadState_SetAsyncExc


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

    def run() -> None:
        with suppress(SystemExit):
            outcomes.append(work())

    thread = Thread(target=run, name=name, daemon=True)
    thread.start()
    thread.join(seconds)
    if outcomes:
        return outcomes[0]
    for _ in range(_ATTEMPTS):
        if thread.ident is None or not thread.is_alive():
            break
        raise_in(thread.ident, _ATTEMPT_SECONDS)
    return None


def raise_in(ident: int, seconds: float) -> None:
    """
    Raise SystemExit inside a thread, which ends it; take it back if the thread has run no Python by then.

    Before Python 3.13 an exception that waits for its thread keeps a flag of the whole interpreter up: every thread is
    slower for as long, and under a tracer enters no function any more. So nothing here enters one in between, and the
    flag is brought down by an exception of this thread's own, which is delivered at once.

    Args:
        ident: of the thread, which must not end meanwhile: another could be given its name.
        seconds: how long it waits there.
    """
    late, own = ctypes.c_ulong(ident), ctypes.c_ulong(get_ident())
    raised, none = ctypes.py_object(SystemExit), None
    try:
        _set_async_exc(late, raised)
        time.sleep(seconds)
        _set_async_exc(late, none)
        _set_async_exc(own, raised)
        time.sleep(seconds)
    except SystemExit:
        return


def amid_locking(ident: int) -> bool:
    """
    Tell whether a thread is just where it takes or lets go of a lock that others need, such as that of a log handler.

    An exception that came between taking such a lock and the `try` that lets it go would keep it taken for ever, and
    with it every thread that logs.
    """
    frame = sys._current_frames().get(ident)  # noqa: SLF001 - the documented way to see where another thread is
    if frame is None:
        return False
    module = str(frame.f_globals.get("__name__"))
    if module == "threading" and frame.f_code.co_name in _LOCKLESS_FUNCTIONS:
        return False
    return module in _LOCKING_MODULES or (module == "logging" and frame.f_code.co_name in _LOCKING_FUNCTIONS)
