"""
Examples: a whole plugin for each hook, shown on the hook's page and run by a test.
"""
