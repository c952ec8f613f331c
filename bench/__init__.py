"""
What is measured: each benchmark beside a baseline of the same run, as ratios.
"""
