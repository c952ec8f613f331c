"""
What is done while a plugin is imported.
"""
