"""
Subscriptions over HTTP: server-sent events and multipart.
"""
