"""
The tutorial for authors of plugins, followed to the letter: its commands, its files, and what it says one will see.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from tests.cli.processes import get, running
from tests.docs.author import Author

if TYPE_CHECKING:
    from tests.cli.processes import Process

TUTORIAL = (Path(__file__).parents[2] / "docs" / "tutorial" / "first-plugin.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """The code blocks of a language, in their order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", TUTORIAL, re.MULTILINE | re.DOTALL)


def files() -> dict[str, str]:
    """What is to be put into files, by their paths, in order."""
    return dict(re.findall(r"`([\w./]+)`:\n\n```(?:python|svg)\n(.*?)^```$", TUTORIAL, re.MULTILINE | re.DOTALL))


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(tmp_path)


def until(process: Process, pattern: str) -> re.Match[str]:
    """Read what is said until a line has a pattern in it."""
    while line := process.line():
        if found := re.search(pattern, line):
            return found
    raise AssertionError(process.errors)


def as_pattern(said: str) -> str:
    """What the tutorial says that one will see, with other numbers and another address."""
    pattern = re.escape(said).replace(re.escape("0.4 s"), r"\d+\.\d s")
    return re.sub(r"8000/media/kite/\w+/", r"\\d+/media/kite/\\w+/", pattern)


@pytest.mark.timeout(300)
def test_the_tutorial_leads_from_nothing_to_a_gift_of_ones_own_in_a_room_and_to_a_wheel(author: Author) -> None:
    install, begin, check, listing, wheel = blocks("sh")
    present, _, changed, mistaken, well = blocks("text")
    assert install == "pip install '.[testing]'\n"
    new, into, dev = begin.splitlines()
    author.does(new)
    author.directory /= into.removeprefix("cd ")
    _, *arguments = dev.split()
    with running(*arguments, "--port", "0", cwd=author.directory) as process:
        for line in present.splitlines():
            until(process, as_pattern(line))
        until(process, r" gave \w+ 1 x 🎁 Kite: 20 coins, ")
        author.puts("src/largesse_kite/__init__.py", files()["src/largesse_kite/__init__.py"])
        until(process, as_pattern(changed.strip()))
        until(process, r" gave \w+ 1 x 🪁 Kite: 70 coins, ")
        author.puts("src/largesse_kite/media/kite.svg", files()["src/largesse_kite/media/kite.svg"])
        author.puts("src/largesse_kite/media/kite.animated.svg", files()["src/largesse_kite/media/kite.animated.svg"])
        until(process, as_pattern(changed.strip()))
        address = until(process, r"  🪁 Kite: (http\S+/kite\.animated\.svg)$")[1]
        assert get(address)[0] == 200
        module = author.directory / "src" / "largesse_kite" / "__init__.py"
        module.write_text(module.read_text("utf-8").replace("price_coins=70", "price_coins=-70"), "utf-8")
        until(process, as_pattern(mistaken.strip()))
        author.puts("src/largesse_kite/__init__.py", files()["src/largesse_kite/__init__.py"])
        until(process, as_pattern(changed.strip()))
        until(process, r" gave \w+ 1 x 🪁 Kite: 70 coins, ")
        code, rest = process.stop()
        assert code == 0
        assert "The books balance: " in rest
    author.puts("tests/test_kite.py", files()["tests/test_kite.py"])
    said = [author.does(command) for command in check.splitlines()]
    assert " passed in " in said[1]
    assert said[-1] == well
    assert "kite\t0.1.0\tloaded\t1 gift type\n" in author.does(listing)
    author.does(wheel)
    (built,) = (author.directory / "dist").iterdir()
    assert built.name == "largesse_kite-0.1.0-py3-none-any.whl"
    assert "largesse_kite/media/kite.animated.svg" in ZipFile(built).namelist()


def test_every_file_of_the_tutorial_is_put_somewhere() -> None:
    assert len(files()) == len(blocks("python")) + len(blocks("svg")) == 4
