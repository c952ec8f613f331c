"""
The reference of all settings, as docs/reference/settings.md holds it.
"""

from pydantic import SecretStr

from largesse.settings.settings import CONFIG_VARIABLE, PREFIX, SECRETS, Settings

_PLUGINS = """

## Settings of plugins

A plugin that takes configuration has fields of its own; `largesse plugins config NAME` lists them, with where each
value comes from. A field is the variable `LARGESSE_PLUGIN_<NAME>_<FIELD>`, with `__` before a field within a field, or
stands in the settings file:

```toml
[plugins.kite]
price_coins = 70
token_file = "/run/secrets/kite"
```

The environment comes before the file here, too. Every field may be given as a file that holds it, with `_FILE` behind
the variable and `_file` behind the name. A list or a table in a variable is JSON. Names are written in capitals in a
variable, and with `_` for `-`.
"""


def settings_reference() -> str:
    """Return the reference of all settings as Markdown; docs/reference/settings.md holds it."""
    lines = [
        "# Settings",
        "",
        "Each setting is an environment variable, or the same name in small letters and without `LARGESSE_` in a TOML",
        f"file that `--config` or `{CONFIG_VARIABLE}` names. The command line comes before the environment, and the",
        "environment before the file. An unknown name is refused. A secret may also be given as a file that holds it:",
        "the same name with `_FILE` behind it.",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        if name == "plugins":
            continue
        variable = PREFIX + name.upper()
        names = f"`{variable}`, `{variable}_FILE`" if name in SECRETS else f"`{variable}`"
        lines.append(f"| {names} | {_shown(field.default)} | {field.description} |")
    return "\n".join(lines) + _PLUGINS


def _shown(default: object) -> str:
    if isinstance(default, SecretStr):
        return f"`{default.get_secret_value()}`"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, tuple):
        return ", ".join(f"`{each}`" for each in default)
    return f"`{default}`" if default is not None else ""
