"""
Loading: settings gathered from the command line, the environment and a TOML file.
"""

import difflib
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tomllib import TOMLDecodeError

from pydantic import ValidationError
from pydantic_settings import EnvSettingsSource, TomlConfigSettingsSource

from largesse.errors import ConfigurationError
from largesse.settings.settings import CONFIG_VARIABLE, PREFIX, SECRETS, Settings


def load_settings(config: Path | None = None, **overrides: object) -> Settings:
    """
    Return the settings from a TOML file, the environment and the command line, the later before the earlier.

    Args:
        config: the TOML file; without one, the file that `LARGESSE_CONFIG` names, if any.
        overrides: fields given on the command line; None counts as not given.

    Raises:
        ConfigurationError: a name is unknown, a value makes no sense, or a file cannot be read.
    """
    given = os.environ.get(CONFIG_VARIABLE)
    path = config or (Path(given) if given else None)
    written = _resolved(_of_file(path), lambda name: f"{name} in {path}")
    environment = _resolved(_of_environment(), lambda name: PREFIX + name.upper())
    chosen = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings.model_validate(written | environment | chosen)
    except ValidationError as error:
        raise ConfigurationError(_first_of(error)) from None


def _of_file(path: Path | None) -> dict[str, object]:
    if path is None:
        return {}
    try:
        path.open("rb").close()
        values = TomlConfigSettingsSource(Settings, path)()
    except OSError as error:
        message = f"The settings file {path} cannot be read: {error.strerror}."
        raise ConfigurationError(message) from None
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"The settings file {path} is not TOML: {error}."
        raise ConfigurationError(message) from None
    _refuse_unknown(values, _names(), f" in {path}")
    return values


def _of_environment() -> dict[str, object]:
    known = {PREFIX + name.upper() for name in _names()} | {CONFIG_VARIABLE}
    _refuse_unknown((name for name in os.environ if name.upper().startswith(PREFIX)), known, "")
    values = EnvSettingsSource(Settings)()
    for secret in SECRETS:
        if path := os.environ.get(f"{PREFIX}{secret.upper()}_FILE"):
            values[f"{secret}_file"] = path
    return values


def _resolved(values: Mapping[str, object], called: Callable[[str], str]) -> dict[str, object]:
    resolved = dict(values)
    for secret in SECRETS:
        path = resolved.pop(f"{secret}_file", None)
        if path is None:
            continue
        if secret in resolved:
            message = f"Both {called(secret)} and {called(secret + '_file')} are set; keep one."
            raise ConfigurationError(message)
        try:
            resolved[secret] = Path(str(path)).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not text"
            message = f"The file that {called(secret + '_file')} names cannot be read: {reason}."
            raise ConfigurationError(message) from None
    return resolved


def _names() -> set[str]:
    return set(Settings.model_fields) | {f"{secret}_file" for secret in SECRETS}


def _refuse_unknown(names: Iterable[str], known: set[str], where: str) -> None:
    # Compared without the prefix, which would make every name resemble every other.
    written = {name.upper().removeprefix(PREFIX): name for name in known}
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name.upper().removeprefix(PREFIX), written, n=1)
            hint = f"; did you mean {written[near[0]]}?" if near else "."
            message = f"There is no setting {name}{where}{hint}"
            raise ConfigurationError(message)


def _first_of(error: ValidationError) -> str:
    """Say the first fault without the value, which may be a secret."""
    fault = error.errors(include_input=False, include_url=False)[0]
    reason = fault["msg"].removeprefix("Value error, ")
    name = ".".join(str(part) for part in fault["loc"][:1])
    return f"{PREFIX}{name.upper()} is not right: {reason}." if name else f"The settings are not right: {reason}."
