"""Django's SQLite backend with a write turn: writers queue before BEGIN instead of colliding in it.

Owns how a transaction begins and ends on SQLite; leaves the SQL to Django.
Knows nothing of the tables.
"""
