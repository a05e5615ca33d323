"""What was written below the journal: writes without a line, rows that nobody saw being written.

Every row changed leaves a `Below` (see `journal.watch`). A write is sound when the commands made it and a
line of the journal came with it in the same transaction, or when its writer named itself.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db import connection

from yinuo.journal import watch
from yinuo.journal.models import Below, Entry
from yinuo.journal.triggers.shape import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

KINDS = {"I": "added", "U": "changed", "D": "deleted", "T": "emptied"}
SAID = {watch.TAMPERED: "the triggers were not as they had been put there"}
UNLINED = """
SELECT relation, kind, min(row_id), max(row_id), count(*), min(at), writer FROM journal_below
WHERE kind IN ('I', 'U', 'D', 'T')
  AND NOT (writer LIKE '%%_: _%%' AND writer NOT LIKE '?%%')
  AND NOT (writer = 'yinuo' AND tx <> 0 AND (tx, at) IN (
      SELECT tx, at FROM journal_below WHERE relation = 'journal_entry' AND kind = 'I' AND writer = 'yinuo'))
GROUP BY relation, kind, tx, at, writer ORDER BY min(id)
"""
DECLARED = """
SELECT writer, count(*), min(at), max(at) FROM journal_below
WHERE writer LIKE '%%_: _%%' AND writer NOT LIKE '?%%' GROUP BY writer ORDER BY min(id)
"""
CHUNK = 2000

Row = tuple[int, str]
Record = tuple[int, str, str]


def problems() -> Iterator[tuple[str, str]]:
    """Yield (what, problem) for whatever is wrong with the triggers, with what they saw, with what stands."""
    for name, fault in watch.faults():
        yield name, f"the trigger is {fault}"
    for below in Below.objects.filter(kind=watch.TAMPERED).order_by("id"):
        yield "triggers", f"{SAID[below.kind]}, found {below.at:%Y-%m-%d %H:%M} UTC, {below.writer}"
    yield from _unlined()
    yield from _unseen()


def declared() -> Iterator[str]:
    """Yield a sentence for each writer that named itself: who, why, how many rows, from when until when."""
    for writer, count, first, last in _read(DECLARED):
        yield f"{writer} ({count} × {_minute(first)} – {_minute(last)})"


def _unlined() -> Iterator[tuple[str, str]]:
    for relation, kind, first, last, count, at, writer in _read(UNLINED):
        row = f"{first}" if first == last else f"{first}…{last} ({count})"
        yield f"{relation}:{row}", f"{KINDS[kind]} without a line, {_minute(at)} UTC, by {_who(writer)}"


def _who(writer: str) -> str:
    if writer == "yinuo":
        return "yinuo, not through a command"
    return f"another tool {writer.removeprefix('?')}".strip()


def _minute(at: object) -> str:
    return str(at)[:16]


def _read(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [])
        return list(cursor.fetchall())


def _unseen() -> Iterator[tuple[str, str]]:
    loaded = _loaded()
    records = Below.objects.filter(kind__in="IUD").order_by("relation", "row_id", "id")
    told = records.values_list("relation", "row_id", "kind", "mark").iterator(chunk_size=CHUNK)
    by_table = groupby(told, key=itemgetter(0))
    models = {model._meta.db_table: model for model in watch.watched_models()}
    for relation, mine in by_table:
        model = models.pop(relation, None)
        if model is not None:
            yield from _compared(model, ((key, kind, mark) for _table, key, kind, mark in mine), loaded)
    for model in models.values():
        yield from _compared(model, iter(()), loaded)


def _compared(
    model: type[Model], records: Iterator[Record], loaded: dict[str, list[range]]
) -> Iterator[tuple[str, str]]:
    relation = model._meta.db_table
    ranges = loaded.get(relation, [])
    lasts = _lasts(records, written_once=model is Entry)
    for key, row, record in _side_by_side(_rows(model), lasts):
        problem = _problem(row, record, known=any(key in each for each in ranges))
        if problem:
            yield f"{relation}:{key}", problem


def _problem(row: str | None, record: tuple[str, str] | None, *, known: bool) -> str:
    if record is None:
        return "" if known else "nobody saw this row being written"
    kind, mark = record
    if row is None:
        return "" if kind == "D" else "the row is gone, and nobody saw it go"
    if kind == "D":
        return "the row was deleted and is there again"
    if kind == "2":
        return "the line was written twice"
    return "" if row == mark else "the row is not as it was last seen being written"


def _rows(model: type[Model]) -> Iterator[Row]:
    mark = watch.mark_of(model)
    wanted = ("pk", mark) if mark else ("pk",)
    for values in model._base_manager.order_by("pk").values_list(*wanted).iterator(chunk_size=CHUNK):
        yield values[0], values[1][:MARK] if mark else ""


def _lasts(records: Iterator[Record], *, written_once: bool) -> Iterator[tuple[int, tuple[str, str]]]:
    for key, same in groupby(records, key=itemgetter(0)):
        every = list(same)
        kind, mark = every[-1][1:]
        twice = written_once and len(every) > 1 and kind != "D"
        yield key, ("2" if twice else kind, mark)


def _side_by_side(
    rows: Iterator[Row], records: Iterator[tuple[int, tuple[str, str]]]
) -> Iterator[tuple[int, str | None, tuple[str, str] | None]]:
    """Yield (key, the row's mark, its last record), by key; None where one of the two is missing."""
    row, record = next(rows, None), next(records, None)
    while row or record:
        if record is None or (row and row[0] < record[0]):
            assert row
            yield row[0], row[1], None
            row = next(rows, None)
        elif row is None or record[0] < row[0]:
            yield record[0], None, record[1]
            record = next(records, None)
        else:
            yield row[0], row[1], record[1]
            row, record = next(rows, None), next(records, None)


def _loaded() -> dict[str, list[range]]:
    ranges: dict[str, list[range]] = {}
    for below in Below.objects.filter(kind=watch.LOADED, mark__regex="^[0-9]+$"):
        ranges.setdefault(below.relation, []).append(range(int(below.mark), below.row_id + 1))
    return ranges
