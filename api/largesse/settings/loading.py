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
from largesse.sentences import ended
from largesse.settings.plugin_values import PLUGIN_PREFIX, PluginValues
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
    path = config or _named_file()
    values = _of_file(path)
    plugins = _plugin_values(values.pop("plugins", {}), path)
    _refuse_unknown(values, _names(), f" in {path}")
    written = _resolved(values, lambda name: f"{name} in {path}")
    environment = _resolved(_of_environment(), lambda name: PREFIX + name.upper())
    chosen = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings.model_validate({"plugins": plugins} | written | environment | chosen)
    except ValidationError as error:
        raise ConfigurationError(_first_of(error)) from None


def load_plugin_values() -> PluginValues:
    """
    Return what is said to plugins alone, for a server that has settings of its own, as the demo's has.

    Raises:
        ConfigurationError: the file that `LARGESSE_CONFIG` names cannot be read.
    """
    path = _named_file()
    return _plugin_values(_of_file(path).get("plugins", {}), path)


def _named_file() -> Path | None:
    given = os.environ.get(CONFIG_VARIABLE)
    return Path(given) if given else None


def _plugin_values(tables: object, path: Path | None) -> PluginValues:
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        message = f"What stands under plugins in {path} must be tables: [plugins.NAME]."
        raise ConfigurationError(message)
    variables = {name.upper(): text for name, text in os.environ.items() if text and _is_for_a_plugin(name)}
    return PluginValues(tables=tables, variables=variables, file=path)


def _is_for_a_plugin(variable: str) -> bool:
    return variable.upper().startswith(PLUGIN_PREFIX) and variable.upper() not in _variables()


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
    return dict(values)


def _of_environment() -> dict[str, object]:
    ours = (name for name in os.environ if name.upper().startswith(PREFIX) and not _is_for_a_plugin(name))
    _refuse_unknown(ours, _variables(), "")
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
    return set(Settings.model_fields) - {"plugins"} | {f"{secret}_file" for secret in SECRETS}


def _variables() -> set[str]:
    return {PREFIX + name.upper() for name in _names()} | {CONFIG_VARIABLE}


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
    return ended(f"{PREFIX}{name.upper()} is not right: {reason}" if name else f"The settings are not right: {reason}")
