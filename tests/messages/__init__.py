"""
Tests of `largesse.messages`.
"""
