"""
The reference for authors of plugins, made from what it describes: the public face, and the hooks.
"""

from largesse.plugins.reference.face import face_reference
from largesse.plugins.reference.hooks import hook_index, hook_reference
from largesse.plugins.reference.pages import pages

__all__ = ["face_reference", "hook_index", "hook_reference", "pages"]
