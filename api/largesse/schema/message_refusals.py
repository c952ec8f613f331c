"""
What messages are refused for, as types of the graph, with their numbers.
"""

import strawberry

from largesse import errors as domain
from largesse.messages.rows import MessageState
from largesse.schema.errors import UserError, shows
from largesse.schema.scalars import DateTime


@shows(domain.RateLimited, maximum="maximum", resets_at="resets_at")
@strawberry.type
class RateLimitedError(UserError):
    """The caller has done this too often within a minute."""

    maximum: int
    """How often it may be done in a minute."""
    resets_at: DateTime
    """When it may be done again, if nothing else is done meanwhile."""


@shows(domain.MessageRefused, "text", plugin="plugin", reason="reason")
@strawberry.type
class MessageRefusedError(UserError):
    """A plugin refuses the message; it is kept nowhere."""

    plugin: str
    """The plugin's name."""
    reason: str
    """Why, in the plugin's words."""


@shows(domain.MessageNotHeld, "messageId", state=lambda error: MessageState(error.state))
@strawberry.type
class MessageNotHeldError(UserError):
    """There is nothing to decide on: the message is held no more, or never was."""

    state: MessageState
    """What has become of it."""
