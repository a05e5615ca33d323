"""The triggers in each database's own words.

Owns their names and their SQL, and how the catalogue is read back. Knows no models: it is told tables.
"""
