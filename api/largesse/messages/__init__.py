"""
Messages: what people write in a room, in one order with its gifts; judged before it is seen, and erased for good.
"""
