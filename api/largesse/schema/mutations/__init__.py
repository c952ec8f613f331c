"""
Mutations: one input, one payload each, and refusals as typed errors in it.
"""
