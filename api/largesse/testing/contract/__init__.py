"""
The contract suite: what every plugin promises, as tests that one inherits.
"""

from largesse.testing.contract.suite import PluginContract

__all__ = ["PluginContract"]
