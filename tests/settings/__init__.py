"""
Tests of the settings.
"""
