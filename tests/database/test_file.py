"""
SQLite files: written durably by one connection, read by others beside it.
"""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from largesse.database.file import open_reader, open_writer, put_log_away, statements_of
from largesse.errors import ConfigurationError, Unavailable

if TYPE_CHECKING:
    from pathlib import Path


def test_a_writer_is_durable_and_strict(tmp_path: Path) -> None:
    with closing(open_writer(tmp_path / "largesse.db")) as writer:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema")
        found = [writer.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in pragmas]
        assert found == ["wal", 2, 1, 0]
        assert writer.in_transaction is False
        writer.execute("CREATE TABLE shelf (width INTEGER) STRICT")
        with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"):
            writer.execute("INSERT INTO shelf VALUES ('wide')")


def test_writers_that_open_a_new_file_together_all_open_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        for number in range(100):
            path = tmp_path / f"{number}.db"
            for writer in threads.map(open_writer, [path] * 4):
                writer.close()


def test_a_file_that_stays_locked_is_given_up(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "largesse.db", isolation_level=None)) as other:
        other.execute("CREATE TABLE shelf (width INTEGER)")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ConfigurationError, match=r"cannot be opened: database is locked\.$"):
            open_writer(tmp_path / "largesse.db", busy_seconds=0.02)


def test_a_reader_sees_what_was_committed_and_waits_for_nobody(tmp_path: Path) -> None:
    path = tmp_path / "a file#1?.db"
    with closing(open_writer(path)) as writer:
        writer.execute("CREATE TABLE shelf (width INTEGER) STRICT")
        with closing(open_reader(path, busy_seconds=0)) as reader:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("INSERT INTO shelf VALUES (7)")
            assert reader.execute("SELECT width FROM shelf").fetchall() == []
            writer.execute("COMMIT")
            assert reader.execute("SELECT width FROM shelf").fetchall() == [(7,)]


def test_a_log_is_put_away_once_nobody_reads(tmp_path: Path) -> None:
    path, log = tmp_path / "largesse.db", tmp_path / "largesse.db-wal"
    with closing(open_writer(path)) as writer, closing(open_reader(path)) as reader:
        writer.execute("CREATE TABLE shelf (width INTEGER) STRICT")
        reader.execute("SELECT width FROM shelf").fetchall()
        writer.close()
        put_log_away(path)
        assert log.exists()
        assert reader.execute("SELECT width FROM shelf").fetchall() == []
    put_log_away(path)
    assert not log.exists()
    with closing(open_reader(path)) as reader:
        assert reader.execute("SELECT width FROM shelf").fetchall() == []


def test_what_is_no_database_has_no_log_to_put_away(tmp_path: Path) -> None:
    (tmp_path / "garbage.db").write_text("no database, however long one looks at it" * 100)
    put_log_away(tmp_path / "garbage.db")
    put_log_away(tmp_path / "absent.db")
    assert [file.name for file in tmp_path.iterdir()] == ["garbage.db"]


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "largesse.db"
    open_writer(path).close()
    with closing(open_reader(path)) as reader, pytest.raises(sqlite3.OperationalError, match="readonly database"):
        reader.execute("CREATE TABLE shelf (width INTEGER)")


def test_a_reader_does_not_create_a_file(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        open_reader(tmp_path / "largesse.db")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader, " * 100)
    with pytest.raises(ConfigurationError, match=r"letter.txt cannot be opened: file is not a database\."):
        open_writer(path)
    assert path.read_text() == "Dear reader, " * 100


def test_a_missing_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"cannot be opened: unable to open database file\."):
        open_writer(tmp_path / "missing" / "largesse.db")


def test_a_disk_without_a_write_ahead_log_is_refused() -> None:
    # A database in memory keeps none either.
    with pytest.raises(ConfigurationError, match="cannot keep a write-ahead log"):
        open_writer(":memory:")  # type: ignore[arg-type]  # no path, and nothing asks it for more than its text


def test_a_script_is_divided_at_the_ends_of_its_statements() -> None:
    trigger = "CREATE TRIGGER kept BEFORE DELETE ON shelf BEGIN SELECT RAISE(ABORT, 'no; never'); SELECT 1; END;"
    script = f"-- first; of three\nCREATE TABLE shelf (note TEXT DEFAULT ';');\n{trigger}\nSELECT 1 -- no end"
    assert statements_of(script) == [
        "-- first; of three\nCREATE TABLE shelf (note TEXT DEFAULT ';');",
        trigger,
        "SELECT 1 -- no end",
    ]
    assert statements_of("") == []
