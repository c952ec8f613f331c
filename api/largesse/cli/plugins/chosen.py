"""
The plugins that a command's argument chooses: one that is installed, by its name, or those of a directory.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from largesse.cli.failure import CommandFailed
from largesse.plugins import installed, source_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.plugins import Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """
    What was chosen.

    Args:
        candidates: the plugins; none of them has been imported.
        beside: all others that are installed.
        directory: where their pyproject.toml is; None if they were chosen by name.
    """

    candidates: Sequence[Candidate]
    beside: Sequence[Candidate]
    directory: Path | None = None


def chosen(argument: str) -> Chosen:
    """
    Return the plugins that an argument chooses: the name of one that is installed, or a directory.

    Raises:
        CommandFailed: there is neither.
        ConfigurationError: the directory's pyproject.toml cannot be read, or names no plugin that is there.
    """
    found = installed()
    named = [each for each in found if each.name == argument]
    if named:
        return Chosen(candidates=named[:1], beside=[each for each in found if each.name != argument])
    if Path(argument).is_dir() or os.sep in argument:
        source = source_at(Path(argument))
        beside = [each for each in found if each.name not in source.names]
        return Chosen(candidates=source.candidates, beside=beside, directory=source.directory)
    close = get_close_matches(argument, [each.name for each in found], n=1)
    hint = f"did you mean {close[0]!r}?" if close else "`largesse plugins list` has those that are."
    raise CommandFailed(f"There is no plugin {argument!r} installed, and no directory of that name; {hint}")


def only(argument: str) -> tuple[Candidate, Sequence[Candidate]]:
    """
    Return the one plugin that an argument chooses, and all others that are installed.

    Raises:
        CommandFailed: there is none, or there are several in the directory.
        ConfigurationError: the directory's pyproject.toml cannot be read, or names no plugin that is there.
    """
    among = chosen(argument)
    (candidate, *others) = among.candidates
    if others:
        several = ", ".join(each.name for each in among.candidates)
        raise CommandFailed(f"There are several plugins in {argument}: {several}. Install them, and name one.")
    return candidate, among.beside
