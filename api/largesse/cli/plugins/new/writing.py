"""
Writing a distribution from templates: files of this package, in which names stand for what differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from largesse.cli.failure import CommandFailed
from largesse.cli.plugins.new.name import distribution_of, key_of, largesse_requirement, module_of, words_of
from largesse.plugins import CONTRACT_NEWEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from largesse.cli.plugins.new.kind import Kind

COMMON = "common"
"""The directory of the templates that every kind has."""
_SUFFIX = ".txt"
"""What a template's name ends with beyond that of what is written, so that no tool takes it for the thing itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written: the distribution's own directory, and how many files are in it."""

    directory: Path
    files: int


def write(name: str, kind: Kind, parent: Path) -> Written:
    """
    Write a distribution into a new directory.

    Args:
        name: of the plugin, checked.
        kind: what it brings.
        parent: where the directory is made.

    Raises:
        CommandFailed: the directory is there already, or cannot be written.
    """
    directory = parent / distribution_of(name)
    content = dict(_content(name, kind))
    try:
        directory.mkdir(parents=True)
        for path, text in content.items():
            file = directory / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    except FileExistsError:
        raise CommandFailed(f"There is already {directory}; nothing was written.") from None
    except OSError as error:
        raise CommandFailed(f"{directory} cannot be written: {error.strerror}.") from None
    return Written(directory=directory, files=len(content))


def _content(name: str, kind: Kind) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every file."""
    requirements = [largesse_requirement(), *(["pydantic>=2"] if kind.configured else [])]
    values = {
        "name": name,
        "key": key_of(name),
        "module": module_of(name),
        "distribution": distribution_of(name),
        "title": " ".join(words_of(name)),
        "classname": "".join(words_of(name)),
        "variable": f"LARGESSE_PLUGIN_{key_of(name).upper()}",
        "brings": kind.brings,
        "contract": str(CONTRACT_NEWEST),
        "dependencies": ", ".join(f'"{each}"' for each in requirements),
    }
    templates = files(__package__) / "templates"
    for each in (COMMON, kind.value):
        yield from _filled(templates / each, "", values)


def _filled(directory: Traversable, place: str, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for each in sorted(directory.iterdir(), key=lambda entry: entry.name):
        named = each.name.replace("MODULE", values["module"]).replace("KEY", values["key"]).removesuffix(_SUFFIX)
        if each.is_dir():
            yield from _filled(each, f"{place}{named}/", values)
        else:
            yield f"{place}{named}", Template(each.read_text(encoding="utf-8")).substitute(values)
