"""Counters without gaps: the next number of a scope, taken and given back with the transaction."""

from __future__ import annotations

from django.db import connection

from yinuo.journal.models import Counter

TAKE = """
INSERT INTO journal_counter (scope, last) VALUES (%s, 1)
ON CONFLICT (scope) DO UPDATE SET last = journal_counter.last + 1
RETURNING last
"""


def next_count(scope: str) -> int:
    """Return the next number of `scope`, from 1. One statement; a rolled back transaction leaves no gap."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [scope])
        return int(cursor.fetchone()[0])


def last_count(scope: str) -> int:
    """Return the last number given in `scope`; 0 when none was."""
    found = Counter.objects.filter(scope=scope).values_list("last", flat=True).first()
    return found or 0
