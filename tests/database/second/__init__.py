"""
Migrations of a library, for tests alone.
"""
