"""Who goes where and when, and why that person.

Owns the judgement of fitness and the list of technicians with the reason for each.
Leaves the move itself to calls.
"""
