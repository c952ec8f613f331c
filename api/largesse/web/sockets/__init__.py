"""
Sockets: graphql-transport-ws, to the letter.
"""
