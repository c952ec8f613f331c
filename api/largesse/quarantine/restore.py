"""
`pluginRestore`: a plugin is called again, on every node.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.errors import InvalidInput
from largesse.ledger.deed import Decision, Deed, Event, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.quarantine.impose import told_of
from largesse.quarantine.rows import PLUGINS_STREAM, QUARANTINES, quarantine_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.errors import Refusal
    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal

OPERATION = "pluginRestore"
RESTORED = "pluginRestored"
REASON_LENGTH_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreOrder:
    """
    What an operator asks for.

    Args:
        caller_id: the operator.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        plugin: its name.
        plugin_version: the version that runs here.
        reason: why, in 1 to 500 characters.
        failure: what was found beforehand and stands in the way, if anything does.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    plugin: str
    plugin_version: str
    reason: str
    failure: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginRestore(Deed):
    """Let a version of a plugin out of quarantine; one that is in none stays as it is."""

    order: RestoreOrder

    def needs(self, needs: Needs) -> None:
        """Name the version's quarantine."""
        needs.row(QUARANTINES, quarantine_id(self.order.plugin, self.order.plugin_version))

    def decide(self, state: State) -> Decision:
        """Write who let it out and why, and tell every node."""
        order = self.order
        known = state.get(QUARANTINES, quarantine_id(order.plugin, order.plugin_version))
        result = {"plugin": order.plugin}
        if known is None or not known.in_force:
            return Decision(result=result, answer=known)
        row = known._replace(
            in_force=False,
            restored_reason=order.reason.strip(),
            restored_by=order.caller_id,
            restored_at=state.now,
            version=known.version + 1,
        )
        return Decision(
            writes=(Write(QUARANTINES, row),),
            events=(Event(PLUGINS_STREAM, RESTORED, told_of(row)),),
            result=result,
            answer=row,
        )


async def restore(journal: Journal, order: RestoreOrder) -> Applied:
    """
    Let a plugin out of quarantine on every node.

    Returns:
        The result `{"plugin"}`; the answer is the `QuarantineRow`, or None if it was never in quarantine.

    Raises:
        InvalidInput: the reason is empty or too long.
        KeyReused: the key stands for something else.
        Refusal: the failure of the order.
    """
    failure = order.failure
    if failure is None and not 0 < len(order.reason.strip()) <= REASON_LENGTH_MAX:
        failure = InvalidInput("reason", f"it must have 1 to {REASON_LENGTH_MAX} letters")
    deed = PluginRestore(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, order.content),
        failure=failure,
        order=order,
    )
    return await journal.submit(deed)
