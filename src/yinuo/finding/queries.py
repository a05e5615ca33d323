"""Looking for typed words in an index: every row, or the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q

from yinuo.finding.models import question
from yinuo.lib.bigrams import wanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yinuo.finding.models import Words

NEWEST = 5_000
LAST = 2**63 - 1
MATCHED = "SELECT rowid FROM {table} WHERE {table} MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"
LOOKED_THROUGH = """
SELECT rowid FROM (SELECT rowid, pieces FROM {table} WHERE rowid < %s ORDER BY rowid DESC LIMIT %s) AS latest
WHERE pieces @@ CAST(%s AS tsquery) LIMIT %s
"""
INDEXED = """
SELECT rowid FROM
(SELECT rowid FROM {table} WHERE pieces @@ CAST(%s AS tsquery) AND rowid < %s OFFSET 0) AS found
ORDER BY rowid DESC LIMIT %s
"""


def having(index: type[Words], text: str) -> Q:
    """Return what picks all rows that `text` names; nothing when there is no letter or figure in it."""
    asked = wanted(text)
    if not asked:
        return Q(pk__in=[])
    return Q(pk__in=index._default_manager.filter(pieces__having=asked).values("row"))


def newest(
    index: type[Words], text: str, *, most: int, whole: Sequence[str] = (), before: int | None = None
) -> list[int]:
    """Return the keys of at most `most` rows that `text` names, newest first, those before the key `before`.

    `whole` are pieces that they have to have too. One statement on SQLite; one or two on PostgreSQL: the
    newest few thousand rows are looked through first, since of a frequent word the index would give too many,
    and for a rare one that look costs little.
    """
    asked = wanted(text)
    if not asked:
        return []
    told = question(asked, whole, vendor=connection.vendor)
    first = LAST if before is None else before
    table = index._meta.db_table
    if connection.vendor != "postgresql":
        return _keys(MATCHED.format(table=table), [told, first, most])
    found = _keys(LOOKED_THROUGH.format(table=table), [first, NEWEST, told, most])
    return found if len(found) == most else _keys(INDEXED.format(table=table), [told, first, most])


def _keys(statement: str, values: Sequence[str | int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [int(key) for (key,) in cursor.fetchall()]
