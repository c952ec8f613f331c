"""
Real servers on the loopback, for tests and benchmarks: PostgreSQL and Valkey, from wheels.
"""
