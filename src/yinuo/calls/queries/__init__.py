"""The main job read: the register, one call, a technician's jobs, the ledger, what is missing."""
