"""
Mutations of plugins: one that was put in quarantine while the server runs is called again.
"""

from typing import Annotated

import strawberry

from largesse.errors import NotFound, PluginNotRestorable, Refusal
from largesse.people.caller import Role
from largesse.plugins import Standing
from largesse.quarantine.restore import REASON_LENGTH_MAX, RestoreOrder, restore
from largesse.schema.context import Context, Info
from largesse.schema.errors import answers
from largesse.schema.inputs import text
from largesse.schema.mutations.acting import acting
from largesse.schema.server import Plugin, plugin_shown
from largesse.schema.unions import PluginRestoreError

NAME_LENGTH_MAX = 255


@strawberry.input
class PluginRestoreInput:
    """Which plugin is called again. For operators."""

    idempotency_key: str
    """Of this call alone; 1 to 200 characters."""
    plugin: str
    """The plugin's name, as `serverInfo` tells it."""
    reason: str
    """Why, in 1 to 500 characters; kept."""


@strawberry.type
class PluginRestorePayload:
    """What became of a plugin's quarantine."""

    plugin: Plugin | None = None
    """The plugin as it stands now; null if nothing was done, or it is not installed any more."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was done then."""
    errors: list[PluginRestoreError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.type
class PluginMutations:
    """Deeds on plugins."""

    @strawberry.mutation
    @answers(lambda errors: PluginRestorePayload(errors=errors), PluginRestoreError)
    async def plugin_restore(
        self, info: Info, sent: Annotated[PluginRestoreInput, strawberry.argument(name="input")]
    ) -> PluginRestorePayload | None:
        """
        Let a plugin out of the quarantine that its faults put it in while the server runs. For operators.

        Every node calls it again within 15 seconds, its faults forgotten. A plugin that is in no quarantine stays as
        it is. One that was not loaded when the server started is refused: mend it, and start the server anew.
        """
        context = info.context
        name = text(sent.plugin, "plugin", 1, NAME_LENGTH_MAX)
        reason = text(sent.reason, "reason", 1, REASON_LENGTH_MAX)
        act = await acting(context, sent.idempotency_key, sent, Role.OPERATOR)
        standing = _standing(context, name)
        failure: Refusal | None = None
        if standing is None:
            failure = NotFound("plugin", name)
        elif not standing.callable:
            failure = PluginNotRestorable(name, standing.report.reason)
        order = RestoreOrder(
            **act.asked,
            plugin=name,
            plugin_version=standing.report.version if standing else "",
            reason=reason,
            failure=failure,
        )
        applied = await restore(context.services.journal, order)
        now = _standing(context, name)
        return PluginRestorePayload(plugin=plugin_shown(now) if now else None, replayed=applied.replayed)


def _standing(context: Context, name: str) -> Standing | None:
    """Return how the plugin of a name stands; of several that claim it, the one that has it."""
    found = [each for each in context.services.workers.standings() if each.report.name == name]
    return next((each for each in found if each.callable), found[0] if found else None)
