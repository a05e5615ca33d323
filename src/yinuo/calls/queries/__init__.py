"""The main job read: the register, one call, vouchers of a technician, the ledger, the lists of what is missing."""
