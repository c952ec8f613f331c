"""
The bundled plugins keep the contract that every plugin is held to, by the suite that every plugin inherits.
"""

import largesse_classics
import largesse_log
import largesse_regions
from largesse.testing import PluginContract


class TestClassics(PluginContract):
    plugin = largesse_classics


class TestLog(PluginContract):
    plugin = largesse_log


class TestRegions(PluginContract):
    plugin = largesse_regions
