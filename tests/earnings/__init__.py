"""
Tests of `largesse.earnings`.
"""
