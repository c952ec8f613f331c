"""
Faults, brought about while clients send gifts to real servers: what was acknowledged must be there, once.
"""
