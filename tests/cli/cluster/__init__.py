"""
Tests of the servers that workers of a demo share.
"""
