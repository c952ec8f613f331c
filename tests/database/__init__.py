"""
Tests of largesse.database.
"""
