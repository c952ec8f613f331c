"""
`largesse serve`: what it refuses to start with, and how it starts and ends.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from largesse.settings import DEMO_TOKEN_SECRET
from tests.cli.conftest import SECRET
from tests.cli.processes import ask, get, running

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("secret", "reason"),
    [("", "must be set"), (DEMO_TOKEN_SECRET, "is the demo's"), ("short", "is too short")],
    ids=["none", "the demo's", "short"],
)
def test_it_does_not_start_without_a_secret_of_its_own(tmp_path: Path, run: Run, secret: str, reason: str) -> None:
    done = run("serve", "--port", "0", LARGESSE_TOKEN_SECRET=secret)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert reason in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_it_starts_on_nothing_but_a_secret_in_a_file(tmp_path: Path, run: Run) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    settings = {"LARGESSE_TOKEN_SECRET_FILE": "secret", "LARGESSE_DATA_DIR": "data"}
    token = run("token", "ann", "--name", "Ann", **settings).stdout.strip()
    with running("serve", "--port", "0", cwd=tmp_path, **settings) as server:
        url = server.line().strip().removeprefix("Largesse listens on ")
        assert get(f"{url}/healthz") == (200, '{"status":"ok"}')
        status, body = get(f"{url}/readyz")
        assert (status, json.loads(body)["status"]) == (200, "ready")
        assert "largesse_journal_commits_total" in get(f"{url}/metrics")[1]
        said = {"graphql": f"{url}/graphql"}
        assert ask(said, "{ viewer { person { name } } }", token)["data"] == {"viewer": {"person": {"name": "Ann"}}}
        port = url.rpartition(":")[2]
        for options in ((), ("--ready",)):
            assert run("healthcheck", "--port", port, *options).returncode == 0
        assert server.stop() == (0, "")
        assert "Traceback" not in server.errors
        assert token not in server.errors
    assert run("ledger", "verify", **settings).returncode == 0
    assert run("migrate", "status", **settings).returncode == 0


def test_a_plugin_that_is_wanted_and_missing_stops_a_strict_start(run: Run) -> None:
    done = run("serve", "--port", "0", "--strict", LARGESSE_TOKEN_SECRET=SECRET, LARGESSE_LOAD_PLUGINS="fireworks")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "fireworks: it is not installed" in done.stderr


def test_a_plugin_that_is_wanted_and_left_out_is_logged_in_one_warning_each(tmp_path: Path) -> None:
    settings = {
        "LARGESSE_TOKEN_SECRET": SECRET,
        "LARGESSE_LOAD_PLUGINS": "fireworks, log, lgo",
        "LARGESSE_PLUGIN_LOG_PAHT": "facts.jsonl",
    }
    with running("serve", "--port", "0", cwd=tmp_path, **settings) as server:
        assert server.line().startswith("Largesse listens on "), server.errors
        assert server.stop() == (0, "")
        logged = [json.loads(line) for line in server.errors.splitlines()]
    left_out = [line for line in logged if line["event"] == "plugin_left_out"]
    assert {line["level"] for line in left_out} == {"warning"}
    assert [(line["plugin"], line["state"], line["reason"]) for line in left_out] == [
        ("log", "QUARANTINED", "there is no setting LARGESSE_PLUGIN_LOG_PAHT; did you mean LARGESSE_PLUGIN_LOG_PATH?"),
        ("fireworks", "UNAVAILABLE", "it is not installed"),
        ("lgo", "UNAVAILABLE", "it is not installed; did you mean 'log'?"),
    ]


def test_it_does_not_start_on_a_postgresql_that_is_not_migrated(run: Run, postgresql_dsn: str) -> None:
    done = run("serve", "--port", "0", LARGESSE_TOKEN_SECRET=SECRET, LARGESSE_DATABASE=postgresql_dsn)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "run `largesse migrate up`" in done.stderr


def test_it_serves_a_postgresql_that_its_owner_has_migrated_for_another_role(
    tmp_path: Path, run: Run, postgresql_dsn: str
) -> None:
    migrated = run("migrate", "up", LARGESSE_DATABASE=postgresql_dsn, LARGESSE_SERVE_ROLE="largesse_serve")
    assert migrated.returncode == 0, migrated.stderr
    owner, _, place = postgresql_dsn.partition("@")
    served = f"{owner.rpartition('/')[0]}/largesse_serve@{place}"
    settings = {"LARGESSE_TOKEN_SECRET": SECRET, "LARGESSE_DATABASE": served}
    token = run("token", "ann", "--name", "Ann", **settings).stdout.strip()
    with running("serve", "--port", "0", cwd=tmp_path, **settings) as server:
        url = server.line().strip().removeprefix("Largesse listens on ")
        assert url, server.errors
        assert json.loads(get(f"{url}/readyz")[1])["status"] == "ready"
        said = {"graphql": f"{url}/graphql"}
        assert ask(said, "{ viewer { person { name } } }", token)["data"] == {"viewer": {"person": {"name": "Ann"}}}
        assert server.stop() == (0, "")
    assert run("ledger", "verify", **settings).returncode == 0


def test_nobody_at_the_databases_address_is_told_in_one_sentence(run: Run) -> None:
    address = "postgresql://nobody:hush@127.0.0.1:1/none"
    for arguments in (("serve", "--port", "0"), ("migrate", "up"), ("migrate", "status"), ("ledger", "verify")):
        done = run(*arguments, LARGESSE_TOKEN_SECRET=SECRET, LARGESSE_DATABASE=address)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
        assert "does not answer" in done.stderr
        assert "hush" not in done.stderr
