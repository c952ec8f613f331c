"""
It is no Python.
"""

compile("def (", __file__, "exec")
