"""
Tests of the doors, through real sockets on loopback.
"""
