"""
Fields of a configuration that hold a secret by their name, and would be shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from largesse.plugins.configuration import config_model
from largesse.plugins.configuration.annotations import DEPTH_MAX, is_secret, model_in
from largesse.plugins.doctor.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

_TELLING = re.compile(r"(?:^|_)(?:token|secret|password|passphrase|api_?key)$")


def secret_findings(plugin: object) -> Iterator[Finding]:
    """Yield each field whose name says that it is a secret, and whose annotation does not."""
    model = config_model(plugin)
    if model is not None:
        yield from _findings(model, ())


def _findings(model: type[BaseModel], path: tuple[str, ...]) -> Iterator[Finding]:
    for name, field in model.model_fields.items():
        place, inner = (*path, name), model_in(field.annotation)
        if inner is not None and len(path) < DEPTH_MAX:
            yield from _findings(inner, place)
        elif _TELLING.search(name) and not is_secret(field.annotation):
            yield Finding.warning(
                f"the field {'.'.join(place)} of its configuration would be shown in logs and lists",
                "declare it as pydantic's SecretStr",
            )
