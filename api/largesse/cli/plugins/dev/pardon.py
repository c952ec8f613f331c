"""
Pardon: what the code of before has done is not held against the code that its author has mended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.ledger.account import PLATFORM_ID
from largesse.ledger.identifiers import new_id
from largesse.quarantine.restore import RestoreOrder, restore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse.app import App
    from largesse.plugins import PluginReport

REASON = "its code has changed"


async def pardon(app: App, reports: Iterable[PluginReport]) -> None:
    """
    Let plugins out of quarantine whose code has changed and whose version has not, as while they are written.

    Args:
        app: the server.
        reports: of the plugins whose code is new.
    """
    for report in reports:
        if app.workers.quarantine_of(report.name) is not None:
            order = RestoreOrder(
                caller_id=PLATFORM_ID,
                key=f"pardon/{new_id()}",
                content={"plugin": report.name},
                plugin=report.name,
                plugin_version=report.version,
                reason=REASON,
            )
            await restore(app.journal, order)
