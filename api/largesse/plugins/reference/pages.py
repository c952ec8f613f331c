"""
The pages of the reference, each with its place in `docs/reference`.
"""

from __future__ import annotations

from largesse.plugins.hookspecs import HOOKS
from largesse.plugins.reference.face import face_reference
from largesse.plugins.reference.hooks import hook_index, hook_reference


def pages() -> dict[str, str]:
    """Return every page as Markdown, by its path from `docs/reference`."""
    return {
        "plugin-api.md": face_reference(),
        "hooks/README.md": hook_index(),
        **{f"hooks/{hook}.md": hook_reference(hook) for hook in HOOKS},
    }
