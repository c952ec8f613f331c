"""
What front-end developers use, run from a committed lock file: clients, compilers and linters of Node.
"""
