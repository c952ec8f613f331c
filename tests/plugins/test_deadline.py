"""
Work that is late is left behind, and costs nobody else anything.
"""

from __future__ import annotations

import sys
import threading
import time

from largesse.plugins.deadline import within


def spin() -> str:
    while True:
        pass


def thread_named(name: str) -> threading.Thread | None:
    return next((each for each in threading.enumerate() if each.name == name), None)


def test_work_in_time_gives_its_outcome() -> None:
    assert within(10, "quick", lambda: "done") == "done"
    assert thread_named("quick") is None


def test_a_thread_that_spins_is_ended() -> None:
    assert within(0.1, "spins", spin) is None

    if (thread := thread_named("spins")) is not None:
        thread.join(10)
    assert thread_named("spins") is None


def test_a_thread_that_waits_is_left_behind_and_its_outcome_dropped() -> None:
    release = threading.Event()

    def wait() -> str:
        release.wait()
        return "late"

    assert within(0.1, "waits", wait) is None
    thread = thread_named("waits")
    assert thread is not None
    assert thread.daemon
    release.set()
    thread.join(10)
    assert not thread.is_alive()


def test_a_thread_that_is_left_behind_keeps_no_exception_over_the_others() -> None:
    """Under a tracer, CPython 3.11 would enter no function any more while one waits for its thread."""
    release = threading.Event()
    before = sys.gettrace()
    sys.settrace(lambda *_: None)
    try:
        started = time.monotonic()
        within(0.1, "waits", release.wait)
        thread_named("waits")
    finally:
        sys.settrace(before)
        release.set()
    assert time.monotonic() - started < 30
