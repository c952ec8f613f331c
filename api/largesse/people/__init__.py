"""
People as the host platform's tokens tell of them: who calls, and what the caller may do.
"""
