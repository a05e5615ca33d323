"""One file that holds a whole installation: how it is written, read, checked and put back.

Owns the archive's format; leaves when a copy is made and how long it is kept to the package around it.
"""
