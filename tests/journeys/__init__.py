"""
Journeys: the whole server, from its doors to its books and back, over real sockets.
"""
