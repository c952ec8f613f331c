"""
Plugins that do what a plugin must not, one module for each sin.
"""
