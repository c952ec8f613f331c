"""
The reference of all settings, as docs/reference/settings.md holds it.
"""

from pydantic import SecretStr

from largesse.settings.settings import CONFIG_VARIABLE, PREFIX, SECRETS, Settings


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
        variable = PREFIX + name.upper()
        names = f"`{variable}`, `{variable}_FILE`" if name in SECRETS else f"`{variable}`"
        lines.append(f"| {names} | {_shown(field.default)} | {field.description} |")
    return "\n".join(lines) + "\n"


def _shown(default: object) -> str:
    if isinstance(default, SecretStr):
        return f"`{default.get_secret_value()}`"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, tuple):
        return ", ".join(f"`{each}`" for each in default)
    return f"`{default}`" if default is not None else ""
