"""
Rooms: who is on stage, whether gifts may be sent, and who may not send them.
"""
