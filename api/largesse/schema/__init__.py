"""
The graph: what front-ends see, one file per domain; thin, without SQL and without arithmetic.

A docstring here is what the schema says of a type, a field, an argument or a value: see `schema.described`.
"""
