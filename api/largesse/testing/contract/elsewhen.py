"""
Another time: a stretch of code in which the machine's clocks show a later instant, to find what looks at them.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AHEAD = dt.timedelta(days=197, hours=7, minutes=13, seconds=29)
"""Another year's half, weekday, hour, minute and second."""
_CLOCKS = ("time", "monotonic", "perf_counter")


class _Kind(type):
    """What is an instance of the class that it stands for is one of its own."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.__mro__[1])


class _LaterDatetime(dt.datetime, metaclass=_Kind):
    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]  # a later one of its kind
        return _NOW(tz) + AHEAD

    @classmethod
    def utcnow(cls) -> dt.datetime:  # type: ignore[override]  # as above
        return (_NOW(dt.UTC) + AHEAD).replace(tzinfo=None)

    @classmethod
    def today(cls) -> dt.datetime:  # type: ignore[override]  # as above
        return _NOW(None) + AHEAD


class _LaterDate(dt.date, metaclass=_Kind):
    @classmethod
    def today(cls) -> dt.date:  # type: ignore[override]  # as above
        return (_NOW(None) + AHEAD).date()


_NOW: Callable[[dt.tzinfo | None], dt.datetime] = dt.datetime.now


@contextmanager
def elsewhen(package: str) -> Iterator[None]:
    """
    Have the modules of a package see all clocks of the machine `AHEAD` of what they show.

    Args:
        package: the top-level name of the modules, which may have imported a clock by its name.
    """
    later = _later()
    modules = [time, dt, *(each for name, each in sys.modules.items() if name.partition(".")[0] == package)]
    found = [
        (vars(module), name, value)
        for module in modules
        for name, value in list(vars(module).items())
        if id(value) in later
    ]
    for namespace, name, value in found:
        namespace[name] = later[id(value)]
    try:
        yield
    finally:
        for namespace, name, value in found:
            namespace[name] = value


def _later() -> dict[int, object]:
    seconds, nanoseconds = AHEAD.total_seconds(), int(AHEAD.total_seconds()) * 10**9

    def of_seconds(clock: Callable[[], float]) -> Callable[[], float]:
        return lambda: clock() + seconds

    def of_nanoseconds(clock: Callable[[], int]) -> Callable[[], int]:
        return lambda: clock() + nanoseconds

    later: dict[int, object] = {id(dt.datetime): _LaterDatetime, id(dt.date): _LaterDate}
    for name in _CLOCKS:
        later[id(getattr(time, name))] = of_seconds(getattr(time, name))
        later[id(getattr(time, f"{name}_ns"))] = of_nanoseconds(getattr(time, f"{name}_ns"))
    return later
