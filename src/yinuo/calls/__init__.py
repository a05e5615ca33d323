"""The call register, vouchers and visits: the service case from request to filed voucher.

Owns every move of the main job and the duties that each move opens, meets or moves.
Leaves who fits a job to dispatch, and screens that span rooms to desk, field and portal.
"""
