"""
What is written to begin with is whole: it installs, is linted, type-checked and tested as it is.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from largesse.cli.plugins.new.kind import Kind
from largesse.cli.plugins.new.name import LENGTH_MAX
from tests.cli.conftest import SCRIPT, environment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

OFFERS = {
    "gift": "1 gift type",
    "region": "1 region",
    "rates": "nothing",
    "moderator": "1 moderator",
    "telling": "1 telling",
}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where mypy keeps what it knows of Largesse, from one kind of plugin to the next."""
    return tmp_path_factory.mktemp("mypy")


def long(name: str) -> str:
    """A name as long as it may be, so that nothing in a template depends on a short one."""
    return f"{name}-".ljust(LENGTH_MAX, "x")


def checked(*command: str | Path, cwd: Path, **settings: str) -> str:
    """Run a command that is to succeed, and return what it says."""
    done = subprocess.run(  # noqa: S603  # tools of this environment
        command, cwd=cwd, env=environment(**settings), capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("kind", [kind.value for kind in Kind])
def test_what_is_written_installs_type_checks_lints_and_passes_its_tests_at_once(
    tmp_path: Path, run: Run, cache: Path, kind: str
) -> None:
    name = long(kind)
    said = run("plugins", "new", name, "--kind", kind)
    assert (said.returncode, said.stderr) == (0, "")
    project, site = tmp_path / f"largesse-{name}", tmp_path / "site"
    assert said.stdout.startswith(f"Wrote largesse-{name}: ")

    python = (sys.executable, "-m")
    alone = ("--no-build-isolation", "--no-index", "--no-deps", "--disable-pip-version-check")
    checked(*python, "pip", "install", "--quiet", *alone, "--target", site, ".", cwd=project)
    listed = checked(
        SCRIPT, "plugins", "list", cwd=tmp_path, PYTHONPATH=str(site), LARGESSE_LOAD_PLUGINS=f"{name}==0.1.0"
    )
    assert f"{name}\t0.1.0\tloaded\t{OFFERS[kind]}\n" in listed
    checks: tuple[tuple[str | Path, ...], ...] = (
        ("ruff", "check", "--no-cache", "."),
        ("ruff", "format", "--no-cache", "--check", "."),
        ("mypy", "--cache-dir", cache),
        ("pytest", "-q", "-p", "no:cacheprovider"),
    )
    with ThreadPoolExecutor() as threads:
        *_, tested = threads.map(lambda check: checked(*python, *check, cwd=project), checks)
    assert " passed in " in tested
    assert "skipped" not in tested


def test_the_gift_is_drawn_by_its_name_and_small(tmp_path: Path, run: Run) -> None:
    run("plugins", "new", "largesse-flying_kite", "--directory", "projects")
    media = tmp_path / "projects" / "largesse-flying-kite" / "src" / "largesse_flying_kite" / "media"
    drawings = sorted(media.iterdir())
    assert [each.name for each in drawings] == ["flying_kite.animated.svg", "flying_kite.svg"]
    for drawing in drawings:
        text = drawing.read_text("utf-8")
        assert "flying_kite-lid" in text
        assert "$" not in text
        assert len(text) < 6_000


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Kite", "'Kite' cannot be a plugin's name: lower-case words joined by '-' or '_', 40 characters at most; "),
        ("Kite", "did you mean 'kite'?"),
        ("3 kites!", "did you mean 'kites'?"),
        ("k" * 41, f"did you mean '{'k' * 40}'?"),
        ("--", "Usage: largesse plugins new"),
        ("凧", "40 characters at most."),
        ("classics", "The name 'classics' is taken by the plugin that largesse has installed."),
        (
            "rose",
            "The gift type 'rose' is already offered by the plugin 'classics': choose another name, such as my-rose.\n",
        ),
        ("largesse-regions", "The name 'regions' is taken by the plugin that largesse has installed."),
    ],
)
def test_a_name_that_will_not_do_is_refused_and_nothing_is_written(
    tmp_path: Path, run: Run, name: str, said: str
) -> None:
    done = run("plugins", "new", name)
    assert done.returncode in {1, 2}
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_plugin_without_a_gift_may_have_the_name_of_one(tmp_path: Path, run: Run) -> None:
    done = run("plugins", "new", "rose", "--kind", "telling")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "largesse-rose" / "src" / "largesse_rose" / "__init__.py").is_file()


def test_nothing_is_overwritten(tmp_path: Path, run: Run) -> None:
    (tmp_path / "largesse-kite").mkdir()
    (tmp_path / "largesse-kite" / "mine").write_text("mine")
    done = run("plugins", "new", "kite")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "largesse: There is already largesse-kite; nothing was written.\n"
    assert [each.name for each in (tmp_path / "largesse-kite").iterdir()] == ["mine"]


def test_a_module_of_that_name_that_is_there_already_is_not_hidden(tmp_path: Path, run: Run) -> None:
    (tmp_path / "largesse_kite.py").write_text("")
    done = run("plugins", "new", "kite", PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "largesse: The name 'kite' is taken: there is a module largesse_kite already.\n"


def test_a_directory_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path, run: Run) -> None:
    (tmp_path / "file").write_text("mine")
    done = run("plugins", "new", "kite", "--directory", "file")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "largesse: file/largesse-kite cannot be written: Not a directory.\n"
