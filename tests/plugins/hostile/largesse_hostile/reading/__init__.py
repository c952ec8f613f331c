"""
What is done when a source of exchange rates is read.
"""
