"""What happened: append-only lines, hash-chained per subject, and the answers given to writing requests.

Owns the gate through which an aggregate is begun and changed, and the audit that finds what evaded it.
Knows nobody above it: the actor and the subject are plain values; what a change means is left to the caller.
"""
