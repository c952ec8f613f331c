"""
Names of the public face that are on their way out: they still work, and say who has to change.
"""

from __future__ import annotations

import sys
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FrameType

MINORS_MIN = 2
"""For how many minor versions a name goes on working at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deprecated:
    """
    A name that is on its way out.

    Args:
        instead: the name of the public face that stands for the same.
        since: the version that was the first to warn, such as `0.3`.
        removed_in: the first version without it, two minor versions later or more, such as `0.5`.
    """

    instead: str
    since: str
    removed_in: str


DEPRECATED: dict[str, Deprecated] = {}
"""What is on its way out, by its old name."""


def deprecated_name(name: str, face: Mapping[str, object]) -> object:
    """
    Return what an old name of the public face stands for, with a warning that names the package that asks for it.

    It is called by `largesse.__getattr__`.

    Args:
        name: what is asked for.
        face: the public face by its names.

    Raises:
        AttributeError: it is no old name either.
    """
    old = DEPRECATED.get(name)
    if old is None:
        message = f"module 'largesse' has no attribute {name!r}"
        raise AttributeError(message, name=name, obj=sys.modules["largesse"])
    asking = sys._getframe(2)  # noqa: SLF001 - the one way to know who imports
    # An import looks whether the name is there before it takes it, and would be told twice.
    if not _module_of(asking).startswith("importlib."):
        plugin = _module_of(asking).partition(".")[0]
        message = (
            f"{plugin} imports {name} from largesse, which is {old.instead} since {old.since}"
            f" and will be gone in {old.removed_in}"
        )
        warnings.warn(message, DeprecationWarning, stacklevel=3)
    return face[old.instead]


def _module_of(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))
