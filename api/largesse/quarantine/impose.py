"""
`pluginQuarantine`: a plugin that failed too often on one node is called by none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from largesse.ledger.account import PLATFORM_ID
from largesse.ledger.deed import Decision, Deed, Event, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.quarantine.rows import PLUGINS_STREAM, QUARANTINES, QuarantineRow, quarantine_id

if TYPE_CHECKING:
    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal

OPERATION = "pluginQuarantine"
QUARANTINED = "pluginQuarantined"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImposeOrder:
    """
    What a node does by itself.

    Args:
        key: the idempotency key, the same for each attempt.
        plugin: its name.
        plugin_version: the version that failed.
        reason: why, in one line.
    """

    key: str
    plugin: str
    plugin_version: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginQuarantine(Deed):
    """Put a version of a plugin in quarantine, unless it is there."""

    order: ImposeOrder

    def needs(self, needs: Needs) -> None:
        """Name the version's quarantine."""
        needs.row(QUARANTINES, quarantine_id(self.order.plugin, self.order.plugin_version))

    def decide(self, state: State) -> Decision:
        """Write the quarantine, and tell every node."""
        order = self.order
        id_ = quarantine_id(order.plugin, order.plugin_version)
        known = state.get(QUARANTINES, id_)
        if known is not None and known.in_force:
            return Decision(answer=known)
        row = QuarantineRow(
            id=id_,
            plugin=order.plugin,
            plugin_version=order.plugin_version,
            in_force=True,
            reason=order.reason,
            imposed_at=state.now,
            restored_reason="",
            restored_by=None,
            restored_at=None,
            version=known.version + 1 if known else 1,
        )
        return Decision(
            writes=(Write(QUARANTINES, row),),
            events=(Event(PLUGINS_STREAM, QUARANTINED, told_of(row)),),
            answer=row,
        )


async def impose(journal: Journal, order: ImposeOrder) -> Applied:
    """
    Put a version of a plugin in quarantine on every node.

    Returns:
        An empty result; the answer is the `QuarantineRow`.
    """
    deed = PluginQuarantine(
        id=new_id(),
        caller_id=PLATFORM_ID,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, {"plugin": order.plugin, "plugin_version": order.plugin_version}),
        order=order,
    )
    return await journal.submit(deed)


def told_of(row: QuarantineRow) -> str:
    """Return what events tell of a quarantine, as JSON; its reason may quote anything, and stays in the row."""
    told = {"plugin": row.plugin, "plugin_version": row.plugin_version, "imposed_at": row.imposed_at}
    return orjson.dumps(told).decode()
