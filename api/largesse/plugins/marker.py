"""
The marker by which pluggy knows an implementation of ours.
"""

import pluggy

PROJECT = "largesse"
"""The name of the entry-point group and of the hooks' prefix."""

hookimpl = pluggy.HookimplMarker(PROJECT)
"""Mark a function of a plugin as an implementation of the hook of the same name."""

hookspec = pluggy.HookspecMarker(PROJECT)
