"""
A room at its size: what reaches how many viewers how soon, beside what others make of the same task.
"""
