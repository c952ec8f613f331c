"""
The command line, run as an operator runs it.
"""
