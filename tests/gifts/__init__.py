"""
Tests of `largesse.gifts`.
"""
