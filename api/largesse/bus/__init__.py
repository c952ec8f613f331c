"""
The bus: what carries events between nodes, and is never relied upon to have carried them.
"""
