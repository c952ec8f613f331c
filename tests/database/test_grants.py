"""
The role that serves, on PostgreSQL: it appends, changes what it is given to change, and owns nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg
import pytest

from largesse.database.address import address_of
from largesse.database.grants import SERVE_ROLE, Grants
from largesse.database.migration import migrate, status
from largesse.errors import ConfigurationError

from .structure import structure_of
from .test_migration import BOOKS, FIRST, SECOND, SHELVES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from largesse.database.executor import Executor
    from tests.servers.postgresql import PostgreSQL

SHELF = "INSERT INTO shelf VALUES ('0190163d-8694-7a11-b7d4-6a1d1b2c3d4e', 'maps', 3, NULL, true)"


@pytest.fixture
async def serving(postgresql: PostgreSQL, postgresql_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    grants = Grants(updates=frozenset({"shelf"}), deletes=frozenset({"book"}), reads=frozenset({"book"}))
    await migrate(address_of(postgresql_dsn), _function, grants=grants, package=SECOND)
    connection = await asyncpg.connect(postgresql.dsn(postgresql_dsn.rpartition("/")[2], SERVE_ROLE))
    yield connection
    await connection.close()


async def test_the_role_appends_reads_and_calls(serving: asyncpg.Connection) -> None:
    await serving.execute(SHELF)
    assert await serving.fetchval("SELECT name FROM shelf") == "maps"
    assert await serving.fetchval("SELECT doubled(2)") == 4
    assert await serving.fetchval("SELECT count(*) FROM migration") == 2


async def test_the_role_changes_only_what_it_was_given_to_change(serving: asyncpg.Connection) -> None:
    await serving.execute(SHELF)
    assert await serving.execute("UPDATE shelf SET name = 'globes'") == "UPDATE 1"
    assert await serving.execute("DELETE FROM book") == "DELETE 0"
    for statement in (
        "DELETE FROM shelf",
        "UPDATE book SET id = id",
        "INSERT INTO book SELECT id, id FROM shelf",
        "UPDATE migration SET name = name",
        "INSERT INTO migration VALUES ('m9', 0)",
        "TRUNCATE shelf",
        "DROP TABLE book",
        "ALTER TABLE shelf DISABLE TRIGGER ALL",
        "CREATE TABLE own (id int)",
        "CREATE OR REPLACE FUNCTION doubled(n int) RETURNS int LANGUAGE sql AS 'SELECT 0'",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await serving.execute(statement)
    assert await serving.fetchval("SELECT name FROM shelf") == "globes"


async def test_another_role_has_no_function_and_no_table(postgresql: PostgreSQL, serving: asyncpg.Connection) -> None:
    database = await serving.fetchval("SELECT current_database()")
    postgresql.execute("CREATE ROLE passer_by LOGIN")
    connection = await asyncpg.connect(postgresql.dsn(database, "passer_by"))
    try:
        for statement in ("SELECT doubled(2)", "SELECT * FROM shelf"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(statement)
    finally:
        await connection.close()
        postgresql.execute("DROP ROLE passer_by")


async def test_a_right_that_is_no_longer_given_is_taken_back(postgresql_dsn: str, serving: asyncpg.Connection) -> None:
    await migrate(address_of(postgresql_dsn), grants=Grants(), package=SECOND)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await serving.execute("UPDATE shelf SET name = 'globes'")
    await serving.execute(SHELF)


async def test_a_role_that_cannot_be_created_is_said_and_nothing_is_done(
    postgresql: PostgreSQL, postgresql_dsn: str
) -> None:
    database = postgresql_dsn.rpartition("/")[2]
    postgresql.execute("CREATE ROLE modest LOGIN; GRANT ALL ON SCHEMA public TO modest", database)
    address = address_of(postgresql.dsn(database, "modest"))
    try:
        with pytest.raises(ConfigurationError) as refused:
            await migrate(address, grants=Grants(role='who "knows"'), package=FIRST)
        assert str(refused.value).startswith("The role 'who \"knows\"' does not exist, and the role that migrates may")
        assert await structure_of(address) == {}
        assert (await status(address, package=FIRST)).pending == (SHELVES,)
    finally:
        postgresql.execute("DROP OWNED BY modest", database)
        postgresql.execute("DROP ROLE modest")


async def test_a_role_of_an_odd_name_is_created_and_quoted(postgresql: PostgreSQL, postgresql_dsn: str) -> None:
    role = 'odd "role"; --'
    assert await migrate(address_of(postgresql_dsn), grants=Grants(role=role), package=SECOND) == (SHELVES, BOOKS)
    try:
        assert role in postgresql.execute("SELECT rolname FROM pg_roles WHERE rolcanlogin").splitlines()
    finally:
        quoted = role.replace('"', '""')
        postgresql.execute(f'DROP OWNED BY "{quoted}"', postgresql_dsn.rpartition("/")[2])
        postgresql.execute(f'DROP ROLE "{quoted}"')


async def _function(executor: Executor) -> None:
    await executor.run("CREATE OR REPLACE FUNCTION doubled(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2'")
