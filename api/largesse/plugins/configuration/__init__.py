"""
Configuration of plugins: what an operator says, given to the plugin whose model says what it may be.
"""

from largesse.plugins.configuration.configuration import (
    CONFIG_NAME,
    Misconfigured,
    config_model,
    configured,
)
from largesse.plugins.configuration.description import ConfiguredField, described_fields
from largesse.plugins.configuration.inquiry import Inquiry, inquire
from largesse.plugins.configuration.shares import Share, share_of, unclaimed, variable_of

__all__ = [
    "CONFIG_NAME",
    "ConfiguredField",
    "Inquiry",
    "Misconfigured",
    "Share",
    "config_model",
    "configured",
    "described_fields",
    "inquire",
    "share_of",
    "unclaimed",
    "variable_of",
]
