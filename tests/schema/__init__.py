"""
The graph: its conventions, and what it answers.
"""
