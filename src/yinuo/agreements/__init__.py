"""Warranties and maintenance contracts, and which of them covers a device on a day.

Owns the one pure function that derives the category of a job with its reason (G1).
Leaves notices and renewals to a later room; calls tell it what was used up.
"""
