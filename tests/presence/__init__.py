"""
Tests of `largesse.presence`.
"""
