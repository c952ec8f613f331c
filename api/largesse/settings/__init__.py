"""
Settings: what an operator may choose, from the environment and a TOML file, refused where they make no sense.
"""

from largesse.settings.loading import load_settings
from largesse.settings.reference import settings_reference
from largesse.settings.serving import DEMO_TOKEN_SECRET, TOKEN_SECRET_BYTES_MIN, check_for_serving
from largesse.settings.settings import CONFIG_VARIABLE, PREFIX, SECRETS, Settings, Transport

__all__ = [
    "CONFIG_VARIABLE",
    "DEMO_TOKEN_SECRET",
    "PREFIX",
    "SECRETS",
    "TOKEN_SECRET_BYTES_MIN",
    "Settings",
    "Transport",
    "check_for_serving",
    "load_settings",
    "settings_reference",
]
