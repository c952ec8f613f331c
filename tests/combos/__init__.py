"""
Tests of `largesse.combos`.
"""
