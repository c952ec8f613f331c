"""
How many gifts a second the journal commits, beside what a database does without it.
"""
