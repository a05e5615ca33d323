"""Who owes what by when under which clause, and what happened to it.

Owns opening, meeting, moving, excusing, cancelling, and the loop that reminds and escalates in time.
Leaves it to the packages above to say which event opens or meets a duty.
"""
