"""
What is done when a plugin is told something.
"""
