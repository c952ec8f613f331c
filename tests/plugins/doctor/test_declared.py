"""
A module with hooks that no entry point names would never be loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.plugins.doctor import Finding, undeclared

if TYPE_CHECKING:
    from pathlib import Path

HOOKS = "from largesse import hookimpl\n@hookimpl\ndef largesse_gift_types(): return []\n"


@pytest.mark.parametrize("file", ["largesse_kite.py", "src/largesse_kite/__init__.py", "largesse_kite/hooks.py"])
def test_a_module_with_hooks_that_is_not_named_is_an_error(tmp_path: Path, file: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    if file.endswith("hooks.py"):
        (tmp_path / "largesse_kite" / "__init__.py").touch()
    (tmp_path / file).write_text(HOOKS, encoding="utf-8")

    assert undeclared(tmp_path, ["largesse_rose"]) == (
        Finding.error(
            f"{file} has hooks, and no entry point names largesse_kite",
            'write kite = "largesse_kite" under [project.entry-points.largesse] in pyproject.toml',
        ),
    )


def test_what_is_named_broken_or_a_test_is_passed_over(tmp_path: Path) -> None:
    for file in ("largesse_kite.py", "tests/__init__.py", "tests/test_kite.py"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(HOOKS, encoding="utf-8")
    (tmp_path / "broken.py").write_text("def largesse_gift_types(", encoding="utf-8")
    (tmp_path / "plain.py").write_text("def gift_types(): return []\n", encoding="utf-8")

    assert undeclared(tmp_path, ["largesse_kite.hooks"]) == ()
