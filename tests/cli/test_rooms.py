"""
`largesse rooms rebuild`: what differs is told and put right, also while the server goes on.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from largesse.schema.ids import global_id

from .processes import demo

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Run

ROOM = "01890a5d-ac96-774b-bcce-b302099a8057"


def spoil(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


def test_what_differs_is_told_and_put_right(tmp_path: Path, run: Run) -> None:
    kept = ("--data-dir", "kept")
    with demo("--no-crowd", *kept, cwd=tmp_path) as (process, _):
        # While the server goes on; to put something right, it would have to be stopped.
        assert run("rooms", "rebuild", "--check", *kept).returncode == 0
        held = run("rooms", "rebuild", *kept)
        assert (held.returncode, held.stdout, held.stderr.count("\n")) == (1, "", 1)
        assert process.stop() == (0, "")
    spoil(
        tmp_path / "kept" / "largesse.db",
        f"INSERT INTO boards SELECT id, 'STREAM', 0, {2**63 - 1}, 5, 0, 1 FROM rooms ORDER BY id LIMIT 1",  # noqa: S608 - a number
    )
    bad = run("rooms", "rebuild", "--check", *kept)
    assert bad.returncode == 1
    assert bad.stdout.endswith(" STREAM 0\ttotal_coins 5 must be 0\n")
    assert bad.stderr.startswith("largesse: 1 difference in ")
    room = bad.stdout.split("\t")[2].split()[0]
    assert run("rooms", "rebuild", "--check", ROOM, *kept).returncode == 0
    assert run("rooms", "rebuild", "--check", global_id("Room", room), *kept).returncode == 1
    mended = run("rooms", "rebuild", room, *kept)
    assert (mended.returncode, mended.stdout) == (0, bad.stdout + "1 difference put right.\n")
    good = run("rooms", "rebuild", *kept)
    assert (good.returncode, good.stdout) == (0, "Everything is as it must be.\n")


def test_what_is_no_rooms_id_is_told(run: Run) -> None:
    done = run("rooms", "rebuild", global_id("Gift", ROOM))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"largesse: {global_id('Gift', ROOM)} is no room's id.\n"


def test_there_is_nothing_to_rebuild_where_no_database_is(tmp_path: Path, run: Run) -> None:
    done = run("rooms", "rebuild", "--check")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "not migrated" in done.stderr
    assert list(tmp_path.iterdir()) == []
