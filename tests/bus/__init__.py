"""
Tests of largesse.bus.
"""
