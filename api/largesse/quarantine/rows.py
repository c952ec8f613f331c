"""
Quarantines of plugins, one for each version that was ever put there.
"""

from __future__ import annotations

import uuid
from typing import NamedTuple

from largesse.ledger.table import Id, Mode, Table

_VERSIONS = uuid.UUID("6b1f0c52-7d0e-5b0a-a3a5-94d4f7e2c861")
"""The namespace of the identifiers of plugins' versions; rows in every database are named so, so it never changes."""


class QuarantineRow(NamedTuple):
    """
    The latest quarantine of a version of a plugin.

    Args:
        id: follows from the plugin and its version.
        plugin: its name.
        plugin_version: the version of what it was installed with; empty if unknown.
        in_force: whether it is in quarantine.
        reason: why it was put there.
        imposed_at: when.
        restored_reason: why it was let out, in the words of whoever did; empty while it is in force.
        restored_by: the operator; none while it is in force.
        restored_at: when; none while it is in force.
        version: moved by every write.
    """

    id: Id
    plugin: str
    plugin_version: str
    in_force: bool
    reason: str
    imposed_at: int
    restored_reason: str
    restored_by: Id | None
    restored_at: int | None
    version: int


QUARANTINES = Table(
    name="quarantines",
    row=QuarantineRow,
    mode=Mode.GUARD,
    rank=84,
    mutable=("in_force", "reason", "imposed_at", "restored_reason", "restored_by", "restored_at"),
)
PLUGINS_STREAM = "2f6a7c1e-3b58-5d94-8c07-b9d1e0a4f263"
"""The stream whose events tell every node of quarantines in one order; the migration begins it."""


def quarantine_id(plugin: str, plugin_version: str) -> str:
    """Return the identifier of a version of a plugin."""
    return str(uuid.uuid5(_VERSIONS, f"{plugin}\n{plugin_version}"))
