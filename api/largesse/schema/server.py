"""
What the server says of itself to anybody: its version, its plugins, its limits.
"""

import strawberry

from largesse.gifts.order import MESSAGE_LENGTH_MAX
from largesse.offers.gift_type import QUANTITY_MAX
from largesse.plugins import PluginState, Standing
from largesse.rooms.open import TITLE_LENGTH_MAX
from largesse.rooms.stage import GUESTS_MAX
from largesse.schema.context import Context
from largesse.schema.inputs import KEY_LENGTH_MAX
from largesse.schema.node import IDS_MAX
from largesse.schema.page import PAGE_SIZE, PAGE_SIZE_MAX

strawberry.enum(PluginState)
NAME = "Largesse"


@strawberry.type
class Plugin:
    """What became of a plugin."""

    name: str
    """Its name among the entry points."""
    version: str | None
    """The version of what it was installed with; null if unknown."""
    state: PluginState
    """How it stands."""
    reason: str | None
    """Why it is not in use; null if it is."""
    summary: str | None
    """What it offers, such as `30 gift types`; null if it is not loaded."""


@strawberry.type
class NamedLimit:
    """A limit of the doors."""

    name: str
    """What is limited, such as `depth`."""
    maximum: int
    """The most that is taken."""


@strawberry.type
class ServerLimits:
    """What is the most that may be asked for."""

    page_size: int = PAGE_SIZE
    """How many a page has if nothing is said."""
    page_size_max: int = PAGE_SIZE_MAX
    """How many a page has at most."""
    ids_max: int = IDS_MAX
    """How many ids `nodes` takes."""
    quantity_max: int = QUANTITY_MAX
    """How many of any gift type may be sent at once; each has its own `quantityMax`."""
    message_length_max: int = MESSAGE_LENGTH_MAX
    """Characters in a gift's message."""
    title_length_max: int = TITLE_LENGTH_MAX
    """Characters in a room's title."""
    guests_max: int = GUESTS_MAX
    """Guests on a stage beside the host."""
    idempotency_key_length_max: int = KEY_LENGTH_MAX
    """Characters in an idempotency key."""
    document: list[NamedLimit] = strawberry.field(default_factory=list)
    """Limits on a document; fixed while the server runs."""


@strawberry.type
class ServerInfo:
    """The server."""

    name: str
    """Its name."""
    version: str
    """The version of Largesse."""
    plugins: list[Plugin]
    """Every plugin that is installed or was asked for, fixed while the server runs; how each stands may change."""
    limits: ServerLimits
    """What is the most that may be asked for."""


def server_info(context: Context) -> ServerInfo:
    """Return what the server says of itself."""
    server = context.services.server
    document = [NamedLimit(name=name, maximum=maximum) for name, maximum in server.limits.items()]
    return ServerInfo(
        name=NAME,
        version=server.version,
        plugins=[plugin_shown(standing) for standing in context.services.workers.standings()],
        limits=ServerLimits(document=document),
    )


def plugin_shown(standing: Standing) -> Plugin:
    """Return how a plugin stands, as the graph shows it."""
    report = standing.report
    return Plugin(
        name=report.name,
        version=report.version or None,
        state=report.state,
        reason=report.reason or None,
        summary=report.summary or None,
    )
