"""
The application put together: on either database, ready, and taken apart again.
"""

from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING

import aiohttp
import asyncpg
import pytest

from largesse.app import address_for, grants_of, migrated, running, verified
from largesse.app.database import SQLITE_FILE
from largesse.clock import MICROSECONDS, SystemClock
from largesse.errors import ConfigurationError
from largesse.ledger.store.postgresql.definition import Definition
from largesse.ledger.table import Mode
from largesse.people.admission import token_rules
from largesse.people.caller import Caller, Role, person_id
from largesse.people.tokens import sign
from largesse.plugins import Policy
from largesse.settings import Settings
from largesse.tables import TABLES
from largesse.web.runner import listening

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers.postgresql import PostgreSQL

SECRET = "a secret of thirty-two bytes or more"
READ_ONLY = {"keys", "transfers", "entries", "events", "gifts", "rate_cards", "migration"}


def settings_for(directory: Path, database: str | None = None, **more: object) -> Settings:
    """Settings of a server on a free port."""
    return Settings.model_validate(
        {"data_dir": directory, "port": 0, "database": database, "token_secret": SECRET} | more
    )


def as_serving(dsn: str, role: str = "largesse_serve") -> str:
    """The address of a database for the role that serves."""
    owner, _, place = dsn.partition("@")
    return f"{owner.rpartition('/')[0]}/{role}@{place}"


async def readiness(url: str) -> tuple[int, dict[str, str]]:
    """What /readyz answers."""
    async with aiohttp.ClientSession() as session, session.get(f"{url}/readyz") as answer:
        return answer.status, (await answer.json())["checks"]


async def name_of(settings: Settings, url: str, name: str) -> str:
    """The name that the graph knows a caller by."""
    now = SystemClock().now()
    caller = Caller(person_id(name), name, frozenset({Role.VIEWER}), now + 60 * MICROSECONDS, name=name)
    headers = {"Authorization": f"Bearer {sign(caller, token_rules(settings), now)}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{url}/graphql", json={"query": "{ viewer { person { name } } }"}) as answer,
    ):
        return str((await answer.json())["data"]["viewer"]["person"]["name"])


async def test_a_server_is_put_together_on_sqlite_and_taken_apart_again(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    for name in ("Ann", "Ben"):
        # The second time on what the first has left.
        async with running(settings, Policy(), "a test") as app, listening(app.web, settings) as address:
            assert await name_of(settings, address.url, name) == name
            assert await readiness(address.url) == (
                200,
                dict.fromkeys(("database", "migrations", "journal", "plugins"), "ok"),
            )
    report = await verified(address_for(settings))
    assert report.clean, report.first


async def test_a_server_that_has_stopped_leaves_one_file_that_is_whole(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    async with running(settings, Policy(), "a test") as app, listening(app.web, settings) as address:
        await name_of(settings, address.url, "Ann")
    assert {file.name for file in (tmp_path / "data").iterdir()} == {"largesse.db", "largesse.db.lock"}
    copied = settings_for(tmp_path / "copy")
    copied.data_dir.mkdir()
    shutil.copy(settings.data_dir / SQLITE_FILE, copied.data_dir)
    report = await verified(address_for(copied))
    assert report.clean, report.first
    assert report.counts == (await verified(address_for(settings))).counts


async def test_a_file_is_served_once(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    async with running(settings, Policy(), "the first"):
        with pytest.raises(ConfigurationError, match=r"in use by process \d+, the first"):
            async with running(settings, Policy(), "the second"):
                pass


async def test_a_plugin_that_is_wanted_and_missing_is_named_and_the_server_not_ready(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    async with (
        running(settings, Policy(names=("fireworks",)), "a test") as app,
        listening(app.web, settings) as address,
    ):
        status, checks = await readiness(address.url)
    assert (status, checks["plugins"]) == (503, "fireworks: it is not installed")
    assert {name for name, said in checks.items() if said == "ok"} == {"database", "migrations", "journal"}


async def test_a_postgresql_that_is_gone_is_named_and_comes_back(
    tmp_path: Path, postgresql: PostgreSQL, postgresql_dsn: str
) -> None:
    await migrated(settings_for(tmp_path, postgresql_dsn, serve_role="largesse_serve"))
    settings = settings_for(tmp_path, as_serving(postgresql_dsn))
    async with running(settings, Policy(), "a test") as app, listening(app.web, settings) as address:
        assert await name_of(settings, address.url, "Ann") == "Ann"
        assert (await readiness(address.url))[0] == 200
        await asyncio.to_thread(postgresql.stop, immediate=True)
        try:
            status, checks = await readiness(address.url)
        finally:
            await asyncio.to_thread(postgresql.start)
        assert status == 503
        assert {name for name, said in checks.items() if said == "ok"} == {"plugins"}
        assert "Traceback" not in str(checks)
        assert (await readiness(address.url))[0] == 200
        assert await name_of(settings, address.url, "Ben") == "Ben"


async def test_a_postgresql_without_the_function_of_this_release_is_not_served(
    tmp_path: Path, postgresql_dsn: str
) -> None:
    await migrated(settings_for(tmp_path, postgresql_dsn))
    owner = await asyncpg.connect(postgresql_dsn)
    try:
        await owner.execute(f"DROP FUNCTION {Definition(TABLES).function}")
    finally:
        await owner.close()
    with pytest.raises(ConfigurationError, match=r"cannot be written to: .* run `largesse migrate up`"):
        async with running(settings_for(tmp_path, postgresql_dsn), Policy(), "a test"):
            pass


async def test_the_role_that_serves_can_change_what_is_mutable_alone(tmp_path: Path, postgresql_dsn: str) -> None:
    await migrated(settings_for(tmp_path, postgresql_dsn, serve_role="largesse_serve"))
    connection = await asyncpg.connect(as_serving(postgresql_dsn))
    try:
        rights = {
            row["table"]: (row["insert"], row["update"], row["delete"], row["truncate"])
            for row in await connection.fetch("""
                SELECT tablename AS table, has_table_privilege(tablename, 'insert') AS insert,
                  has_table_privilege(tablename, 'update') AS update,
                  has_table_privilege(tablename, 'delete') AS delete,
                  has_table_privilege(tablename, 'truncate') AS truncate
                FROM pg_tables WHERE schemaname = 'public'""")
        }
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("UPDATE entries SET amount = 0")
    finally:
        await connection.close()
    for table in TABLES:
        assert rights[table.name] == (True, table.mode is not Mode.APPEND, table.erasable, False), table.name
    for name in READ_ONLY:
        assert rights[name] == (name != "migration", False, False, False), name
    assert set(rights) == {table.name for table in TABLES} | READ_ONLY | {"accounts", "streams"}


def test_what_is_mutable_may_be_updated_and_what_is_erasable_deleted() -> None:
    grants = grants_of("somebody")
    assert {"accounts", "streams", "wallets", "lots", "buckets"} <= grants.updates
    assert grants.updates.isdisjoint(READ_ONLY)
    assert grants.deletes == {
        "people",
        "revocations",
        "gift_texts",
        "goal_texts",
        "message_texts",
        "room_texts",
        "standings",
    }


def test_tokens_are_verified_by_the_settings(tmp_path: Path) -> None:
    rules = token_rules(settings_for(tmp_path, token_issuer="host", claim_region="country", token_leeway_seconds=5))
    assert (rules.issuer, rules.names.region, rules.names.subject, rules.leeway_seconds) == (
        "host",
        "country",
        "sub",
        5,
    )
    with pytest.raises(ConfigurationError, match="LARGESSE_TOKEN_SECRET must be set"):
        token_rules(Settings(data_dir=tmp_path))
