"""
What is done when a plugin is configured.
"""
