"""
What is done when a moderator is asked about a message.
"""
