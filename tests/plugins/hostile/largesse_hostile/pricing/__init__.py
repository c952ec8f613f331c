"""
What is done when a gift type is asked for its price.
"""
