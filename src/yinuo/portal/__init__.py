"""The customer's face: no login, safe links; the signed copy of a voucher and its check.

Owns the pages that a customer opens from a link or a code.
Leaves everything that needs a signed-in person to desk and field.
"""
