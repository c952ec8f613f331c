"""
`largesse migrate`: forward, again, and twice at once.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from largesse.database import migrations

if TYPE_CHECKING:
    from .conftest import Run

MIGRATIONS = tuple(sorted(path.stem for path in Path(migrations.__file__).parent.glob("[0-9]*.py")))
"""Those of this release, in their order."""


def test_status_tells_what_is_pending_without_creating_anything(tmp_path: Path, run: Run) -> None:
    done = run("migrate", "status")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [f"pending {name}" for name in MIGRATIONS]
    assert list(tmp_path.iterdir()) == []


def test_up_may_be_run_again(run: Run) -> None:
    first, second = run("migrate", "up", "--data-dir", "data"), run("migrate", "up", "--data-dir", "data")
    applied = [f"applied {name}" for name in MIGRATIONS]
    assert first.stdout.splitlines() == [*applied, "sqlite:///data/largesse.db is at this release."]
    assert second.stdout.splitlines() == ["sqlite:///data/largesse.db is at this release."]
    assert run("migrate", "status", "--data-dir", "data").returncode == 0


def test_two_at_once_on_postgresql_apply_each_migration_once(run: Run, postgresql_dsn: str) -> None:
    settings = {"LARGESSE_DATABASE": postgresql_dsn, "LARGESSE_SERVE_ROLE": "largesse_serve"}
    with ThreadPoolExecutor(2) as threads:
        done = [each.result() for each in [threads.submit(run, "migrate", "up", **settings) for _ in range(2)]]
    assert [each.returncode for each in done] == [0, 0]
    for name in MIGRATIONS:
        assert sum(each.stdout.count(f"applied {name}") for each in done) == 1
    assert run("migrate", "status", **settings).stdout == "".join(f"applied {name}\n" for name in MIGRATIONS)
