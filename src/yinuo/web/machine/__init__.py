"""What every room's programming interface shares: what may come in, how a no is said, how pages are cut.

Knows no model, no person and no right; `people.http` adds who asks and how a writing request is kept.
"""
