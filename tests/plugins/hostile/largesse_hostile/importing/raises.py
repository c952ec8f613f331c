"""
It raises when it is imported.
"""

raise RuntimeError("hush")
