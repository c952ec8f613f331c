"""
The lock of a SQLite file: one holder, named to the second, gone with its process.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from largesse.database.lock import exclusive
from largesse.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

_HOLDER = """
import signal, sys
from pathlib import Path
from largesse.database.lock import exclusive
with exclusive(Path(sys.argv[1]), "largesse serve"):
    print("held", flush=True)
    signal.pause()
"""


def test_a_second_holder_is_told_of_the_first(tmp_path: Path) -> None:
    path = tmp_path / "largesse.db"
    with exclusive(path, "largesse serve"):
        with pytest.raises(ConfigurationError) as refused, exclusive(path, "largesse migrate"):
            pytest.fail("two processes hold the lock")
        assert str(refused.value) == f"The database {path} is in use by process {os.getpid()}, largesse serve."
        assert (tmp_path / "largesse.db.lock").read_text() == f"process {os.getpid()}, largesse serve"
    with exclusive(path, "largesse migrate"):
        assert (tmp_path / "largesse.db.lock").read_text() == f"process {os.getpid()}, largesse migrate"


def test_a_link_to_the_file_is_the_same_file(tmp_path: Path) -> None:
    path, link = tmp_path / "largesse.db", tmp_path / "other.db"
    link.symlink_to(path)
    with (
        exclusive(path, "largesse serve"),
        pytest.raises(ConfigurationError, match="in use by process"),
        exclusive(link, "largesse serve"),
    ):
        pytest.fail("two processes hold the lock")


def test_the_lock_is_given_back_when_its_block_fails(tmp_path: Path) -> None:
    path = tmp_path / "largesse.db"
    with pytest.raises(LookupError), exclusive(path, "largesse serve"):
        raise LookupError
    with exclusive(path, "largesse serve"):
        pass


def test_the_lock_is_gone_with_a_killed_process(tmp_path: Path) -> None:
    path = tmp_path / "largesse.db"
    arguments = [sys.executable, "-c", _HOLDER, str(path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as holder:  # noqa: S603  # our own
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(ConfigurationError) as refused, exclusive(path, "largesse migrate"):
            pytest.fail("two processes hold the lock")
        assert str(refused.value) == f"The database {path} is in use by process {holder.pid}, largesse serve."
        os.kill(holder.pid, signal.SIGKILL)
    with exclusive(path, "largesse migrate"):
        pass


def test_a_directory_that_is_missing_is_said(tmp_path: Path) -> None:
    with (
        pytest.raises(ConfigurationError, match=r"cannot be opened: No such file or directory\."),
        exclusive(tmp_path / "missing" / "largesse.db", "largesse serve"),
    ):
        pytest.fail("held without a directory")
