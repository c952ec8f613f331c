"""
Settings: what an operator may choose, from the environment and a TOML file, refused where they make no sense.
"""

from largesse.settings.loading import load_plugin_values, load_settings
from largesse.settings.plugin_values import PLUGIN_PREFIX, PluginValues
from largesse.settings.reference import settings_reference
from largesse.settings.serving import DEMO_TOKEN_SECRET, TOKEN_SECRET_BYTES_MIN, check_for_serving
from largesse.settings.settings import CONFIG_VARIABLE, PREFIX, SECRETS, Settings, Transport

__all__ = [
    "CONFIG_VARIABLE",
    "DEMO_TOKEN_SECRET",
    "PLUGIN_PREFIX",
    "PREFIX",
    "SECRETS",
    "TOKEN_SECRET_BYTES_MIN",
    "PluginValues",
    "Settings",
    "Transport",
    "check_for_serving",
    "load_plugin_values",
    "load_settings",
    "settings_reference",
]
