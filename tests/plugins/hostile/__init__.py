"""
A distribution whose plugins do what a plugin must not, one module for each sin; installed where a test wants it.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

from largesse.plugins import Candidate, installed

_HERE = Path(__file__).parent
_PACKAGE = "largesse_hostile"


def install(site: Path) -> dict[str, Candidate]:
    """
    Install the distribution as an installer leaves it, and return its plugins by name.

    Args:
        site: a new directory, which is to be on the path.
    """
    project = tomllib.loads((_HERE / "pyproject.toml").read_text("utf-8"))["project"]
    shutil.copytree(_HERE / _PACKAGE, site / _PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))
    # What no plugin may have served: it lies beside the packages.
    (site.parent / "secret.json").write_text("{}", "utf-8")
    metadata = site / f"{_PACKAGE}-{project['version']}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n", "utf-8"
    )
    entry_points = [f"{name} = {module}" for name, module in project["entry-points"]["largesse"].items()]
    (metadata / "entry_points.txt").write_text("\n".join(["[largesse]", *entry_points]), "utf-8")
    return {candidate.name: candidate for candidate in installed([str(site)])}
