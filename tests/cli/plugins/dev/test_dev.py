"""
A room with the plugin that somebody is writing.
"""

from __future__ import annotations

import re
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.cli.plugins.projects import STILL, TELLING, gift_at, project, region_with
from tests.cli.processes import get, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Run
    from tests.cli.processes import Process


@contextmanager
def developing(directory: Path, *arguments: str) -> Iterator[Process]:
    """Try a plugin out in a room with people who give something every moment."""
    with running("plugins", "dev", ".", "--port", "0", "--crowd", "30", *arguments, cwd=directory) as process:
        yield process


def until(process: Process, pattern: str) -> re.Match[str]:
    """Read what is said until a line has a pattern in it."""
    said = []
    while line := process.line():
        said.append(line)
        if found := re.search(pattern, line):
            return found
    raise AssertionError("".join(said) + process.errors)


def test_a_plugins_gift_is_given_in_the_room_without_being_installed(tmp_path: Path) -> None:
    project(tmp_path, gift_at(70))
    with developing(tmp_path) as process:
        until(process, r"^kite 0\.1\.0 is in the room: 1 gift type\.$")
        address = until(process, r"^  🪁 Kite: (http://127\.0\.0\.1:\d+/media/kite/\w+/kite\.svg)$")[1]
        assert get(address) == (200, STILL)
        until(process, r" gave \w+ 1 x 🪁 Kite: 70 coins, ")
        code, rest = process.stop(signal.SIGINT)
        assert (code, process.errors) == (0, "")
        assert "The books balance: " in rest


def test_a_change_is_taken_up_within_two_seconds_in_the_same_room_at_the_same_address(tmp_path: Path) -> None:
    module = project(tmp_path, gift_at(70))
    with developing(tmp_path) as process:
        url = until(process, r"^Largesse is up at (http\S+)$")[1]
        until(process, r" x 🪁 Kite: ")
        module.write_text(gift_at(71), "utf-8")
        seconds = until(process, r"^kite 0\.1\.0 is in the room: 1 gift type, (\d+\.\d) s after the change\.$")[1]
        assert float(seconds) < 2
        assert until(process, r"^  🪁 Kite: (http\S+)/media/")[1] == url
        until(process, r" gave \w+ 1 x 🪁 Kite: 71 coins, ")
        code, rest = process.stop()
        assert code == 0
        # What was given before the change is in the same books.
        assert "The books balance: " in rest
        assert int(re.findall(r"Given: (\d+) gifts", rest)[0]) >= 2


def test_a_mistake_is_told_in_one_line_and_the_room_goes_on_with_what_worked(tmp_path: Path) -> None:
    module = project(tmp_path, gift_at(70))
    with developing(tmp_path) as process:
        until(process, r" x 🪁 Kite: ")
        module.write_text(gift_at(-5), "utf-8")
        until(
            process,
            r"^kite: .*price_coins must be .*, not -5 \(__init__\.py, line 12\)\. The room goes on with what worked\.$",
        )
        until(process, r" gave \w+ 1 x 🪁 Kite: 70 coins, ")
        (tmp_path / "pyproject.toml").write_text("[project", "utf-8")
        until(process, r"pyproject\.toml is not TOML: .* The room goes on with what worked\.$")
        until(process, r" gave \w+ 1 x 🪁 Kite: 70 coins, ")
        project(tmp_path, gift_at(72))
        until(process, r" gave \w+ 1 x 🪁 Kite: 72 coins, ")
        assert process.stop()[0] == 0


def test_a_plugin_that_is_broken_from_the_start_comes_into_the_room_once_it_is_mended(tmp_path: Path) -> None:
    module = project(tmp_path, "this is no Python")
    with developing(tmp_path) as process:
        until(process, r"^kite: importing it raised SyntaxError: ")
        until(process, r" gave \w+ \d x ")
        module.write_text(gift_at(70), "utf-8")
        until(process, r" gave \w+ 1 x 🪁 Kite: 70 coins, ")
        assert process.stop()[0] == 0


def test_a_plugin_that_is_in_quarantine_is_called_again_once_its_code_has_changed(tmp_path: Path) -> None:
    moody = gift_at(70).replace("media=media)", "media=media, pricing=lambda question: MOOD)")
    module = project(tmp_path, moody)
    with developing(tmp_path) as process:
        url = until(process, r"^Largesse is up at (http\S+)$")[1]
        while "in quarantine" not in get(f"{url}/readyz")[1]:
            pass
        price = "Price(coins=7, holds_until=question.now + 10**7)"
        module.write_text(moody.replace("MOOD", price).replace("Media, Tier", "Media, Price, Tier"), "utf-8")
        until(process, r" gave \w+ 1 x 🪁 Kite: 7 coins, ")
        assert "in quarantine" not in get(f"{url}/readyz")[1]
        assert process.stop()[0] == 0


def test_every_fault_of_its_code_is_said_in_words_with_the_line_that_it_is_in(tmp_path: Path) -> None:
    moody = gift_at(70).replace("media=media)", "media=media, pricing=lambda question: MOOD)")
    module = project(tmp_path, moody)
    fault = r"^kite: pricing: it raised NameError: name 'MOOD' is not defined \(__init__\.py, line 12\)$"
    end = (
        r"^kite is called no more until its code changes: 5 faults within 60 seconds, the last in pricing: .*NameError$"
    )
    with developing(tmp_path) as process:
        for lines in (1, 2, 3):
            for _ in range(5):
                until(process, fault)
            until(process, end)
            module.write_text(moody + "\n" * lines, "utf-8")
            until(process, r"^kite 0\.1\.0 is in the room: ")
        code, rest = process.stop()
        assert (code, process.errors) == (0, "")
        assert "another node" not in rest


def test_a_region_has_somebody_on_stage_and_a_card_on_record_stays_as_it_is(tmp_path: Path) -> None:
    module = project(tmp_path, region_with(60))
    with developing(tmp_path) as process:
        until(process, r" gave Robin of Kenya .*\(60\.0%\)")
        module.write_text(region_with(61), "utf-8")
        until(process, r"version 1 was published with another content.* The room goes on with what worked\.$")
        until(process, r" gave Robin of Kenya .*\(60\.0%\)")
        assert process.stop()[0] == 0


def test_what_a_telling_logs_is_shown_and_its_configuration_is_that_of_the_environment(tmp_path: Path) -> None:
    project(tmp_path, TELLING)
    arguments = ("plugins", "dev", ".", "--port", "0", "--crowd", "30", "--duration", "6")
    with running(*arguments, cwd=tmp_path, LARGESSE_PLUGIN_KITE_WORD="Thanks") as process:
        until(process, r"^kite 0\.1\.0 is in the room: 1 telling\.$")
        assert process.ended()[0] == 0
        assert re.search(r'"event": ?"Thanks for \w+"', process.errors)


def test_the_room_is_kept_until_a_fresh_one_is_asked_for(tmp_path: Path) -> None:
    project(tmp_path, gift_at(70))
    rooms = []
    for arguments in ((), (), ("--fresh",)):
        with developing(tmp_path, "--duration", "0.1", *arguments) as process:
            rooms.append(until(process, r"^  room +(\S+)$")[1])
            assert process.ended()[0] == 0
    assert rooms[0] == rooms[1] != rooms[2]
    assert (tmp_path / ".largesse" / ".gitignore").read_text() == "*\n"


def test_a_directory_without_a_plugin_is_refused_and_left_as_it_was(tmp_path: Path, run: Run) -> None:
    done = run("plugins", "dev", ".")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"largesse: There is no pyproject.toml in {tmp_path}: name the directory that `largesse plugins new` has"
        " written.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_room_that_another_process_serves_is_left_to_it(tmp_path: Path, run: Run) -> None:
    project(tmp_path, gift_at(70))
    with developing(tmp_path) as process:
        until(process, r" x 🪁 Kite: ")
        for option in ("--fresh", "--port=0"):
            done = run("plugins", "dev", ".", option)
            assert (done.returncode, done.stdout) == (1, "")
            assert "is in use by process " in done.stderr
        until(process, r" x 🪁 Kite: ")
        assert process.stop()[0] == 0
