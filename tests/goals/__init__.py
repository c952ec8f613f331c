"""
Tests of `largesse.goals`.
"""
