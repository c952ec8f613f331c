"""
Groups: subscriptions that are the same are executed once for all who hear them.
"""
