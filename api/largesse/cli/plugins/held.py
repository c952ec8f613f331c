"""
What the database says is in quarantine, for whoever lists plugins while servers run.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from largesse.app import address_for, standing
from largesse.database.reads import open_reads
from largesse.errors import ConfigurationError, Unavailable
from largesse.plugins import PluginState
from largesse.quarantine.models import quarantines_in_force

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.plugins import PluginReport
    from largesse.quarantine.rows import QuarantineRow
    from largesse.settings import Settings

SECONDS = 3.0
"""How long the database may take: the list is to be had without it, too."""


def held_back(reports: Sequence[PluginReport], settings: Settings) -> tuple[PluginReport, ...]:
    """
    Return reports with the state and reason of those plugins that a server has put in quarantine while it ran.

    Where there is no database, or none that can be read now, they are returned as they are.

    Args:
        reports: what became of each plugin that was loaded here.
        settings: say where the database is.
    """
    rows = asyncio.run(_in_force(settings))
    reasons = {(row.plugin, row.plugin_version): row.reason for row in rows}
    return tuple(
        replace(report, state=PluginState.QUARANTINED, reason=reason, summary="")
        if report.state is PluginState.LOADED and (reason := reasons.get((report.name, report.version)))
        else report
        for report in reports
    )


async def _in_force(settings: Settings) -> Sequence[QuarantineRow]:
    address = address_for(settings)
    try:
        async with asyncio.timeout(SECONDS):
            if not (await standing(address)).current:
                return ()
            async with open_reads(address, ["largesse.quarantine.models"]):
                return await quarantines_in_force()
    except (ConfigurationError, Unavailable, TimeoutError):
        return ()
