"""
An inquiry: what a plugin can be configured with, asked of the plugin itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.errors import ConfigurationError
from largesse.plugins.configuration.configuration import Misconfigured, config_model, configured
from largesse.plugins.configuration.description import described_fields
from largesse.plugins.deadline import within
from largesse.plugins.policy import DEADLINE_SECONDS
from largesse.plugins.rejection import Rejected, described, in_one_line, rejecting
from largesse.sentences import ended

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.plugins.configuration.description import ConfiguredField
    from largesse.plugins.configuration.shares import Share
    from largesse.plugins.installed import Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """
    What a plugin can be configured with.

    Args:
        schema: the JSON schema of its configuration; None if it takes none.
        fields: every field as it stands.
        faults: what is wrong with what is given, in one line each; empty if it is right.
    """

    schema: Mapping[str, object] | None
    fields: tuple[ConfiguredField, ...]
    faults: tuple[str, ...]


def inquire(candidate: Candidate, share: Share, deadline_seconds: float = DEADLINE_SECONDS) -> Inquiry:
    """
    Import a plugin and return what it can be configured with; it blocks, and runs the plugin's validators.

    Args:
        candidate: the plugin.
        share: what the operator says to it.
        deadline_seconds: the time that it has.

    Raises:
        ConfigurationError: it cannot be imported, is not ready in time, or states no model.
    """
    outcome = within(deadline_seconds, f"plugin {candidate.name}", lambda: _inquired(candidate, share))
    if outcome is None:
        raise ConfigurationError(f"The plugin {candidate.name!r} was not ready within {deadline_seconds:g} seconds.")
    if isinstance(outcome, str):
        raise ConfigurationError(ended(f"The plugin {candidate.name!r} cannot be asked: {outcome}"))
    return outcome


def _inquired(candidate: Candidate, share: Share) -> Inquiry | str:
    try:
        with rejecting(candidate, "importing it"):
            plugin = candidate.load()
        with rejecting(candidate, "asking for its configuration"):
            model = config_model(plugin)
            schema = None if model is None else model.model_json_schema()
            return Inquiry(schema=schema, fields=_fields(plugin, share), faults=_faults(plugin, share))
    except Rejected as rejected:
        return in_one_line(rejected.reason)
    except BaseException as error:  # noqa: BLE001 - a thread answers with a value, whatever happens in it
        return described(error)


def _fields(plugin: object, share: Share) -> tuple[ConfiguredField, ...]:
    try:
        return described_fields(plugin, share)
    except Rejected:
        # What is given is for no field: that is among the faults, and the fields are shown without it.
        return described_fields(plugin, share.silent())


def _faults(plugin: object, share: Share) -> tuple[str, ...]:
    try:
        configured(plugin, share)
    except Misconfigured as rejected:
        return tuple(map(in_one_line, rejected.faults))
    except Rejected as rejected:
        return (in_one_line(rejected.reason),)
    return ()
