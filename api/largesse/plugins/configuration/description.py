"""
A configuration in words: each field as it stands, and who has set it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.plugins.configuration.annotations import DEPTH_MAX, is_secret, model_in, said
from largesse.plugins.configuration.configuration import Misconfigured, config_model, configured
from largesse.plugins.configuration.given import given
from largesse.plugins.rejection import in_one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

    from largesse.plugins.configuration.given import Given
    from largesse.plugins.configuration.shares import Share

MASK = "********"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfiguredField:
    """
    One field of a configuration, in words that may be shown.

    Args:
        name: its name, behind those of the fields around it, with `.` between.
        variable: the variable that gives it.
        type: its annotation.
        default: its default, or `required`.
        value: its value; a secret as `********`; empty if the configuration is not right.
        source: who gives the value: a variable, a table, or `default`.
        description: what the plugin says of it; empty if nothing.
    """

    name: str
    variable: str
    type: str
    default: str
    value: str
    source: str
    description: str


def described_fields(plugin: object, share: Share) -> tuple[ConfiguredField, ...]:
    """
    Return every field of a plugin's configuration as it stands, also if it is not right.

    Raises:
        Rejected: what it states is no model, or what is given is for no field.
    """
    model = config_model(plugin)
    if model is None:
        return ()
    try:
        config = configured(plugin, share)
    except Misconfigured:
        config = None
    return tuple(_described(model, config, share, given(model, share), ()))


def _described(
    model: type[BaseModel], config: object | None, share: Share, values: Sequence[Given], path: tuple[str, ...]
) -> Iterator[ConfiguredField]:
    for name, field in model.model_fields.items():
        place, value = (*path, name), getattr(config, name, None)
        inner = model_in(field.annotation)
        if inner is not None and (isinstance(value, inner) or (config is None and len(path) < DEPTH_MAX)):
            yield from _described(inner, value, share, values, place)
            continue
        giving = [each for each in values if each.path == place[: len(each.path)]]
        secret = is_secret(field.annotation)
        hidden = secret or any(each.secret for each in giving)
        shown = MASK if hidden and value is not None else in_one_line(repr(value))
        yield ConfiguredField(
            name=".".join(place),
            variable=share.variable(*place),
            type=said(field.annotation),
            default=_default(field, secret=secret),
            value=shown if config is not None else "",
            source=giving[-1].source if giving else "default",
            description=in_one_line(field.description or ""),
        )


def _default(field: FieldInfo, *, secret: bool) -> str:
    if field.is_required():
        return "required"
    if field.default_factory is not None:
        return "made when it is needed"
    return MASK if secret and field.default is not None else in_one_line(repr(field.default))
