"""
What any server of gift rooms can be held to, and any client of one; docs/reference/conformance.md says how.
"""
