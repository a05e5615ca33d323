"""History that a company brings along: work orders imported as filed vouchers, or replayed as working days.

Owns the reading of such files, which row became which call, and the replay with its simulated clock. Leaves
every rule of the main job to calls and its packages.
"""
