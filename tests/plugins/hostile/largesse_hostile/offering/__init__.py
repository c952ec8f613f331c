"""
What is done when a plugin is asked what it offers.
"""
