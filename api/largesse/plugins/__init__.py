"""
Plugins: what they may be asked, how they are found, and a typed face for the core.
"""
