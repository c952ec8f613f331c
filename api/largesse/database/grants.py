"""
What the role that serves may do on PostgreSQL: read and append everything, change what is named, own nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.errors import ConfigurationError

if TYPE_CHECKING:
    from largesse.database.executor import Executor

SERVE_ROLE = "largesse_serve"


@dataclass(frozen=True, kw_only=True)
class Grants:
    """
    The rights of the role that serves.

    Args:
        role: its name; it is created, without a password, if it is absent and the owner may do so.
        updates: tables whose rows it may update.
        deletes: tables whose rows it may delete.
        reads: tables that it may only read, beside the record of migrations.
    """

    role: str = SERVE_ROLE
    updates: frozenset[str] = frozenset()
    deletes: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()


async def ensure_role(executor: Executor, role: str) -> None:
    """
    Create the role that serves if it is absent.

    Raises:
        ConfigurationError: it is, and the owner may not create it.
    """
    if await executor.rows("SELECT 1 FROM pg_roles WHERE rolname = $1", role):
        return
    may = await executor.rows("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
    if may != [(True,)]:
        raise ConfigurationError(
            f"The role {role!r} does not exist, and the role that migrates may not create it: create it first."
        )
    # Roles belong to the whole server, so that a migration of another database may create it at this very moment.
    await executor.run(f"""
        DO $do$ BEGIN
            CREATE ROLE {quoted(role)} LOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $do$;
    """)


async def grant(executor: Executor, grants: Grants, recorder_table: str) -> None:
    """
    Give the role exactly these rights on all that the database holds now, and take back any other.

    Args:
        executor: the owner's.
        grants: the rights.
        recorder_table: the record of migrations, which is only read.
    """
    role = quoted(grants.role)
    statements = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO {role}",
        "REVOKE EXECUTE ON ALL ROUTINES IN SCHEMA public FROM PUBLIC",
        f"GRANT EXECUTE ON ALL ROUTINES IN SCHEMA public TO {role}",
    ]
    for right, tables in (("UPDATE", grants.updates), ("DELETE", grants.deletes)):
        statements += [f"GRANT {right} ON {quoted(table)} TO {role}" for table in sorted(tables)]
    statements += [f"REVOKE INSERT ON {quoted(table)} FROM {role}" for table in sorted(grants.reads | {recorder_table})]
    await executor.run(";\n".join(statements))


def quoted(name: str) -> str:
    """Return a name as PostgreSQL quotes it."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
