"""
Plugins: what they may be asked, how they are found, and a typed face for the core.
"""

from largesse.plugins.contract import CONTRACT_NEWEST, CONTRACT_OLDEST
from largesse.plugins.digest import Content, digest_of
from largesse.plugins.hookspecs import HOOKS, Hooks
from largesse.plugins.installed import Candidate, installed
from largesse.plugins.loader import load_plugins
from largesse.plugins.marker import hookimpl
from largesse.plugins.policy import Policy
from largesse.plugins.report import Fact, PluginReport, Plugins, PluginState, Telling
from largesse.plugins.shipped import ShippedFile, shipped
from largesse.plugins.source import Source, source_at
from largesse.plugins.workers import Budget, HookFigures, Quarantine, Standing, WorkerLimits, Workers

__all__ = [
    "CONTRACT_NEWEST",
    "CONTRACT_OLDEST",
    "HOOKS",
    "Budget",
    "Candidate",
    "Content",
    "Fact",
    "HookFigures",
    "Hooks",
    "PluginReport",
    "PluginState",
    "Plugins",
    "Policy",
    "Quarantine",
    "ShippedFile",
    "Source",
    "Standing",
    "Telling",
    "WorkerLimits",
    "Workers",
    "digest_of",
    "hookimpl",
    "installed",
    "load_plugins",
    "shipped",
    "source_at",
]
