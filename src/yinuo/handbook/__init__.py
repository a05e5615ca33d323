"""Problems and their solutions: the service handbook.

Owns the entries and the search for earlier solutions.
Leaves where knowledge comes from to calls, editions to a later room.
"""
