"""
A plugin's configuration: the model that it states, made from what an operator gave.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from largesse.plugins.configuration.faults import faults_in
from largesse.plugins.configuration.given import assembled, given
from largesse.plugins.rejection import Rejected
from largesse.telemetry import conceal

if TYPE_CHECKING:
    from largesse.plugins.configuration.shares import Share

CONFIG_NAME = "LARGESSE_CONFIG"
"""The name under which a plugin's module states its model."""


@dataclass(eq=False, kw_only=True)
class Misconfigured(Rejected):
    """
    A configuration with values that will not do.

    Args:
        faults: a clause for each.
    """

    faults: tuple[str, ...]


def configured(plugin: object, share: Share) -> BaseModel | None:
    """
    Return a plugin's configuration, validated, or None if it takes none.

    It runs the plugin's validators, and belongs into its thread. Secrets are taken out of whatever is logged or told
    from here on.

    Raises:
        Misconfigured: a value is not right or missing; each clause names the variable to set and no value.
        Rejected: what it states is no model, or what is given is for no field.
    """
    model = config_model(plugin)
    if model is None:
        if share.table or share.variables:
            source = share.where if share.table else share.variable(next(iter(share.variables)))
            raise Rejected(reason=f"it takes no configuration, and {source} gives it some")
        return None
    values = given(model, share)
    for each in values:
        if each.secret:
            _conceal(each.value)
    try:
        return model.model_validate(assembled(values), by_alias=True, by_name=True)
    except ValidationError as error:
        faults = tuple(faults_in(model, error, share, values))
    raise Misconfigured(reason="; ".join(faults), faults=faults)


def config_model(plugin: object) -> type[BaseModel] | None:
    """
    Return the model of a plugin's configuration, or None if it takes none.

    Raises:
        Rejected: what it states is no model.
    """
    model = getattr(plugin, CONFIG_NAME, None)
    if model is None:
        return None
    if not isinstance(model, type) or not issubclass(model, BaseModel):
        called = model.__name__ if isinstance(model, type) else f"of type {type(model).__name__}"
        raise Rejected(reason=f"its {CONFIG_NAME} is {called}, not a subclass of pydantic's BaseModel")
    return model


def _conceal(value: object) -> None:
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        conceal(str(value))
    elif isinstance(value, (list, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            _conceal(each)
