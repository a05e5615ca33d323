"""Tables that no trigger watches (see `yinuo.journal.watch`), each with the reason why not.

A model, or all models of an app with `app.*`. Every other table is watched: a new one is, by itself.
"""

from __future__ import annotations

UNWATCHED = {
    "journal.below": "is the record of what was written",
    "journal.turn": "says which transaction of SQLite is open, for the record",
    "journal.seal": "is refused every change, and stands in a file as well",
    "journal.answer": "repeats to a client what it was told; nothing is decided by it",
    "journal.counter": "a number given twice is refused by the table that has it",
    "calls.callwords": "an index: what a call is found by can be cut again from its row",
    "outbox.*": "tells people what stands elsewhere; sending changes it all the time",
    "people.failedsignin": "counts for five minutes and is then forgotten",
    "sessions.*": "who is signed in in which browser; written by every visit",
    "contenttypes.*": "written by Django from the code's own models",
    "auth.*": "Django's own groups, which nobody here belongs to",
}

UNWATCHED_COLUMNS = {
    "people.user": ("last_login",),
}
"""Columns that change without anything having been decided."""
