"""
Tests of `largesse.streams`.
"""
