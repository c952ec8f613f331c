"""
Tests of `largesse.rooms`.
"""
