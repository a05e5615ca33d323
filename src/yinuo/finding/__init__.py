"""Finding things by a few typed characters: the index of words, the same on both databases.

Owns how pieces of text are kept and asked for (SQLite: FTS5; PostgreSQL: tsvector and GIN).
Leaves to each package which rows it has and which of their texts can be found.
"""
