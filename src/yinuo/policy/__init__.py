"""The written policy: clauses, their parameters, and the versions of both with the day they take effect.

Owns the clauses as shipped (data in `shipped/`), what a company changed in them, and the question
"which policy judges this instant". Knows no call and no duty: those ask here and act themselves.
"""
