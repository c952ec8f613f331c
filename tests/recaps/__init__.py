"""
Tests of `largesse.recaps`.
"""
