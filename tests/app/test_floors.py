"""
The floors: imports point down only.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")


def test_every_module_keeps_to_its_floor() -> None:
    done = subprocess.run(  # noqa: S603  # a program of ours
        [LINT, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_floors_are_all_there_are_and_nothing_is_exempt() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    assert not any("ignore_imports" in contract for contract in contracts)
    floors = next(contract for contract in contracts if contract["id"] == "floors")
    assert floors["exhaustive"] is True
    named = {name.strip() for floor in floors["layers"] for name in floor.split("|")}
    found = {
        path.stem
        for path in (ROOT / "api" / "largesse").iterdir()
        if (path / "__init__.py").is_file() or path.suffix == ".py"
    }
    assert named == found - {"__init__"}


def test_the_drawing_names_every_floor() -> None:
    drawing = (ROOT / "api" / "README.md").read_text("utf-8")
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    for floor in contracts[0]["layers"]:
        for name in floor.split("|"):
            assert f" {name.strip()} " in drawing, name
