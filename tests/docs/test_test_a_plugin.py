"""
The how-to about testing a plugin: the files that it names are written as it says, and every test in them passes.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from largesse.testing import strategies

HOW_TO = (Path(__file__).parents[2] / "docs" / "how-to" / "test-a-plugin.md").read_text("utf-8")
FILES = dict(re.findall(r"^```python (\S+)\n(.*?)^```$", HOW_TO, re.MULTILINE | re.DOTALL))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of the files that the how-to names."""
    directory = tmp_path_factory.mktemp("kite")
    for name, content in FILES.items():
        (directory / name).parent.mkdir(exist_ok=True)
        (directory / name).write_text(content, "utf-8")
    still = Path(strategies.__file__).with_name("still.svg")
    (directory / "largesse_kite" / "kite.svg").write_bytes(still.read_bytes())
    return directory


def outcome_of(project: Path, *arguments: str) -> str:
    """Run the project's tests where no plugin for asyncio is, and return the last line of what is said."""
    without = [part for plugin in ("asyncio", "aiohttp", "cacheprovider") for part in ("-p", f"no:{plugin}")]
    done = subprocess.run(  # noqa: S603  # the how-to's own tests
        [sys.executable, "-m", "pytest", "-q", "-W", "error", *without, *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.splitlines()[-1] if done.returncode == 0 else done.stdout + done.stderr


def test_every_test_of_the_how_to_passes(project: Path) -> None:
    assert outcome_of(project).startswith("25 passed")


def test_a_plugin_is_told_its_configuration_by_a_fixture(project: Path) -> None:
    (fixture,) = re.findall(r"^```python\n(.*?)^```$", HOW_TO, re.MULTILINE | re.DOTALL)
    told = '{"kite": {"price_coins": 70}}'
    test = f"def test_it_is_told(largesse_settings):\n    assert largesse_settings.plugins.tables == {told}\n"
    (project / "test_told.py").write_text(f"import pytest\n\n\n{fixture}\n\n{test}", "utf-8")
    assert outcome_of(project, "test_told.py").startswith("1 passed")
