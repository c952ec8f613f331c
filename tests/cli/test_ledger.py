"""
`largesse ledger verify`: books that balance, and books that do not.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from .processes import demo

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Run


def test_a_difference_is_listed_by_its_account(tmp_path: Path, run: Run) -> None:
    with demo("--no-crowd", "--data-dir", "kept", cwd=tmp_path) as (process, _):
        # While the server goes on.
        assert run("ledger", "verify", "--data-dir", "kept").returncode == 0
        assert process.stop() == (0, "")
    good = run("ledger", "verify", "--data-dir", "kept")
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith("The books balance: ")
    connection = sqlite3.connect(tmp_path / "kept" / "largesse.db")
    account, balance = connection.execute("SELECT id, balance FROM accounts WHERE purpose = 'wallet'").fetchone()
    connection.execute("UPDATE accounts SET balance = balance + 1 WHERE id = ?", (account,))
    connection.commit()
    connection.close()
    bad = run("ledger", "verify", "--data-dir", "kept")
    assert bad.returncode == 1
    rows = [line.split("\t") for line in bad.stdout.splitlines()]
    told = next(row for row in rows if row[0] == "balances")
    assert told[1] == account
    assert f"balance {balance + 1} and" in told[2]
    assert bad.stderr.startswith(f"largesse: The books do not balance: {len(rows)} differences in ")


def test_a_demo_on_books_that_do_not_balance_says_so(tmp_path: Path, run: Run) -> None:
    assert run("demo", "--port", "0", "--no-crowd", "--duration", "0.1", "--data-dir", "kept").returncode == 0
    connection = sqlite3.connect(tmp_path / "kept" / "largesse.db")
    connection.execute("UPDATE accounts SET balance = balance + 1 WHERE purpose = 'wallet'")
    connection.commit()
    connection.close()
    done = run("demo", "--port", "0", "--no-crowd", "--duration", "0.1", "--data-dir", "kept")
    assert done.returncode == 1
    assert "The books do not balance" in done.stderr
    assert "balances: " in done.stdout


def test_there_is_nothing_to_verify_where_no_database_is(tmp_path: Path, run: Run) -> None:
    done = run("ledger", "verify")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "not migrated" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [("ledger", "verify"), ("migrate", "status"), ("migrate", "up"), ("demo", "--port", "0")],
    ids=["verify", "status", "up", "demo"],
)
def test_a_file_that_is_no_database_is_told_in_one_sentence(
    tmp_path: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    file = tmp_path / "odd" / "largesse.db"
    file.parent.mkdir()
    file.write_bytes(b"no database" * 1_000)
    done = run(*arguments, "--data-dir", "odd")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "file is not a database" in done.stderr
    assert file.read_bytes() == b"no database" * 1_000
