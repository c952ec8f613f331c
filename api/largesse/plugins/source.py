"""
Plugins in the directory where they are written, which need not be installed.
"""

from __future__ import annotations

import importlib
import re
import sys
import tomllib
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING, cast

from largesse.errors import ConfigurationError
from largesse.plugins.installed import Candidate, installed, normalised
from largesse.plugins.marker import PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

PYPROJECT = "pyproject.toml"
_ROOTS = ("src", ".")
"""Where a module may lie, from the directory of its pyproject.toml."""
_REQUIRED = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """
    A distribution as it is written.

    Args:
        directory: where its pyproject.toml is, absolute.
        candidates: its plugins, in the order in which it names them.
    """

    directory: Path
    candidates: tuple[Candidate, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of its plugins."""
        return tuple(each.name for each in self.candidates)

    def with_installed(self) -> tuple[Candidate, ...]:
        """Return all plugins that are installed under other names, and then these."""
        return (*(each for each in installed() if each.name not in self.names), *self.candidates)

    def forget(self) -> None:
        """Have the modules of these plugins imported anew when they are next asked for."""
        tops = {each.module.partition(".")[0] for each in self.candidates}
        for name in [name for name in sys.modules if name.partition(".")[0] in tops]:
            del sys.modules[name]
        importlib.invalidate_caches()


def source_at(directory: Path) -> Source:
    """
    Return the plugins that the pyproject.toml of a directory names; nothing of them is imported.

    Raises:
        ConfigurationError: there is no such file, or it names no plugin, or one whose module is not there.
    """
    directory = directory.resolve()
    file = directory / PYPROJECT
    written = _read(file)
    project = _table(written, "project")
    named = _table(_table(project, "entry-points"), PROJECT)
    if not named:
        raise ConfigurationError(
            f"{file} names no plugin: write [project.entry-points.{PROJECT}] and, below it, a line such as"
            f' kite = "{PROJECT}_kite".'
        )
    extras = {
        normalised(match[0]): extra
        for extra, requirements in _table(project, "optional-dependencies").items()
        for requirement in cast("Iterable[object]", requirements)
        if (match := _REQUIRED.match(str(requirement)))
    }
    return Source(
        directory=directory,
        candidates=tuple(
            Candidate(
                name=name,
                module=str(value).partition(":")[0].strip(),
                distribution=normalised(str(project.get("name", ""))),
                version=str(project.get("version", "")),
                load=_loading(directory, _roots(written), name, str(value)),
                extras=extras,
            )
            for name, value in named.items()
        ),
    )


def _read(file: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        missing = f"There is no {file.name} in {file.parent}" if file.parent.is_dir() else f"There is no {file.parent}"
        raise ConfigurationError(f"{missing}: name the directory that `largesse plugins new` has written.") from None
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} is not TOML: {error}.") from None


def _table(written: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = written.get(name)
    return cast("Mapping[str, object]", table) if isinstance(table, dict) else {}


def _roots(written: Mapping[str, object]) -> Sequence[str]:
    """Return where modules may lie: `src`, beside the file, and beside the packages that hatchling is told of."""
    wheel = written
    for name in ("tool", "hatch", "build", "targets", "wheel"):
        wheel = _table(wheel, name)
    packages = wheel.get("packages")
    told = [str(Path(str(each)).parent) for each in packages] if isinstance(packages, list) else []
    return tuple(dict.fromkeys((*told, *_ROOTS)))


def _loading(directory: Path, roots: Sequence[str], name: str, reference: str) -> Callable[[], object]:
    """
    Return what imports a plugin from its source, before any other module of the same name.

    Raises:
        ConfigurationError: the reference is none, or its module is not there.
    """
    module = reference.partition(":")[0].strip()
    top = module.partition(".")[0]
    if not all(part.isidentifier() for part in module.split(".")):
        raise ConfigurationError(f"The plugin {name!r} of {directory} names {reference!r}, which is no module.")
    for root in (directory / each for each in roots):
        if (root / top).is_dir() or (root / f"{top}.py").is_file():
            break
    else:
        places = " and ".join(str(directory / each) for each in roots)
        raise ConfigurationError(f"The module {top} of the plugin {name!r} is not there; looked in {places}.")

    def load() -> object:
        if sys.path[0] != str(root):
            sys.path.insert(0, str(root))
        return EntryPoint(name=name, value=reference, group=PROJECT).load()

    return load
