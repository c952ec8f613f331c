"""
What a request costs: a bare handler, strawberry as it comes, and Largesse, by requests per second of one core.
"""
