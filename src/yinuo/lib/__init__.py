"""Pure Python that every room may use: words, refusals, moves, working time, positions, money.

Owns arithmetic and vocabulary; knows no database, no web framework and no clock.
Leaves every decision about the business to the packages above.
"""
