"""
What every answer over HTTP is made of: media types, headers, origins, and the body that was sent.
"""
