"""
Earnings: diamonds in buckets, by the versions they were earned under and the day they mature.
"""
