"""
The migrations of the database, in order: each a module, and beside it one file of SQL for either dialect.
"""
