"""
How a plugin is turned down: with a state and a reason in words, whatever it raised.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from traceback import walk_tb
from typing import TYPE_CHECKING

from largesse.plugins.installed import normalised
from largesse.plugins.report import PluginState
from largesse.telemetry import concealed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from largesse.plugins.installed import Candidate

_TEXT_LENGTH_MAX = 400
_READ_LENGTH_MAX = 100_000


@dataclass(eq=False, kw_only=True)
class Rejected(Exception):
    """
    A plugin that will not be loaded; it never leaves the loader.

    Args:
        reason: why not, in words.
        state: how the plugin stands.
        place: the line of the plugin's that was reached last, such as `kite.py, line 12`; empty if none is known.
    """

    reason: str
    state: PluginState = PluginState.QUARANTINED
    place: str = ""


@contextmanager
def rejecting(candidate: Candidate, doing: str) -> Iterator[None]:
    """
    Turn whatever a plugin raises into a rejection.

    That includes SystemExit, StopIteration and KeyboardInterrupt: a plugin is asked in a thread of its own, where the
    keyboard's never arrives.

    Args:
        candidate: the plugin.
        doing: what it was doing, to go before `raised`.
    """
    try:
        yield
    except Rejected:
        raise
    except BaseException as error:
        if extra := _missing_extra(candidate, error):
            reason = f"needs its extra {extra!r}: pip install '{candidate.distribution}[{extra}]'"
            raise Rejected(reason=reason, state=PluginState.UNAVAILABLE) from error
        raise Rejected(reason=f"{doing} raised {described(error)}", place=place_in(candidate.module, error)) from error


def described(error: BaseException) -> str:
    """Return an exception's kind and text in one printable line, also if its text cannot be had."""
    try:
        text = str(error)
    except BaseException:  # noqa: BLE001 - the exception is a plugin's, and so is its text
        text = "(its text raises, too)"
    return f"{type(error).__name__}: {in_one_line(text)}".removesuffix(": ")


def in_one_line(text: str) -> str:
    """
    Return a text cut to a length that a terminal and a log take, without what moves a cursor or begins a line.

    Secrets of plugins' configurations are taken out.
    """
    text = concealed(text[:_READ_LENGTH_MAX])
    line = " ".join("".join(each if each.isprintable() else " " for each in text[: 2 * _TEXT_LENGTH_MAX]).split())
    return line if len(line) <= _TEXT_LENGTH_MAX else f"{line[:_TEXT_LENGTH_MAX]}…"


def place_in(module: str, error: BaseException) -> str:
    """Return the line of a plugin's module, or of one beside it, that was reached last before an exception, if any."""
    place, top = "", module.partition(".")[0]
    for frame, line in walk_tb(error.__traceback__):
        if str(frame.f_globals.get("__name__")).partition(".")[0] == top:
            place = f"{PurePath(frame.f_code.co_filename).name}, line {line}"
    return in_one_line(place)


def _missing_extra(candidate: Candidate, error: BaseException) -> str | None:
    if not isinstance(error, ModuleNotFoundError) or type(error.name) is not str:
        return None
    missing = error.name.partition(".")[0]
    if missing == candidate.module.partition(".")[0]:
        return None
    return candidate.extras.get(normalised(missing)) or candidate.needs
