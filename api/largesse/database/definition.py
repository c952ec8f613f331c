"""
What a migration consists of: definitions written by hand, one file for either dialect.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tortoise.migrations.operations import RunPython

if TYPE_CHECKING:
    from tortoise.migrations.schema_editor.base import BaseSchemaEditor
    from tortoise.migrations.schema_generator.state_apps import StateApps

    from largesse.database.runner import MigrationClient

APP = "largesse"
"""The app of tortoise's runner that all migrations belong to."""


def definitions_beside(module: str) -> RunPython:
    """
    Return the operation that runs the SQL file beside a migration.

    Args:
        module: `__file__` of the migration; beside `0001_ledger.py` lie `0001_ledger.postgresql.sql`
            and `0001_ledger.sqlite.sql`.
    """
    path = Path(module)

    async def run(_: StateApps, editor: BaseSchemaEditor) -> None:
        client: MigrationClient = editor.client  # type: ignore[assignment]  # the runner is ours, so its client is
        dialect = client.executor.dialect.value
        await client.execute_script(path.with_name(f"{path.stem}.{dialect}.sql").read_text("utf-8"))

    return RunPython(run)
