"""Keeping an installation alive: copies and their restoring, its health, its figures, its log.

Owns the format of a copy, the daily copy and its thinning, the addresses under /health and /metrics, and what
the log may say. Leaves every row to the package that made it: a copy takes tables and files as they stand.
"""
