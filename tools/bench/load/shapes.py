"""What a group of rows looks like with its holes: read once from the master, filled for every copy."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from django.db import connection
from django.db.models import JSONField

from tools.bench.load.holes import Holes, Pattern
from yinuo.finding.models import Words
from yinuo.journal.models import Entry, Sealed
from yinuo.journal.rules import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import Field, Model

DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its table and columns, and each column's text (None is NULL)."""

    table: str
    columns: tuple[str, ...]
    cells: tuple[Pattern | None, ...]


@dataclass(slots=True)
class Shape:
    """A group of rows with its holes; `digests` are filled one after another: (hole, what is hashed)."""

    holes: Holes
    rows: list[Row] = field(default_factory=list)
    digests: list[tuple[int, Pattern]] = field(default_factory=list)
    keys: dict[str, list[int]] = field(default_factory=dict)
    """The holes of new primary keys, by table."""

    def seal(self, values: list[str]) -> None:
        """Fill in the hashes, once everything else is filled in."""
        for hole, hashed in self.digests:
            text = hashed.filled(values).encode("utf-8", "surrogatepass")
            values[hole] = hashlib.sha256(text).hexdigest()


def shape(rows: Sequence[Model], tokens: Iterable[str], base: date) -> Shape:
    """Return the shape of `rows`: holes are their keys, `tokens`, the days near `base` and their hashes."""
    made = Shape(Holes(base))
    for token in tokens:
        made.holes.hole(token)
    texts = {id(row): _cells(row) for row in rows}
    for row in rows:
        if not isinstance(row, Words):
            made.keys.setdefault(row._meta.db_table, []).append(made.holes.hole(str(row.pk)))
        for text in texts[id(row)].values():
            made.holes.day(text or "")
            for digest in DIGEST.findall(text or ""):
                made.holes.hole(digest)
    made.digests = _digests(rows, made.holes)
    made.rows = [_row(row, texts[id(row)], made.holes) for row in rows]
    return made


def _row(row: Model, cells: dict[str, str | None], holes: Holes) -> Row:
    filled = tuple(None if text is None else holes.pattern(text) for text in cells.values())
    return Row(row._meta.db_table, tuple(cells), filled)


def _cells(row: Model) -> dict[str, str | None]:
    """Return the row as the database is given it, by column."""
    return {str(each.column): _text(each, row) for each in row._meta.concrete_fields}


def _text(column: Field[Any, Any], row: Model) -> str | None:
    value = getattr(row, column.attname)
    if isinstance(column, JSONField):
        return None if value is None else json.dumps(value, ensure_ascii=False)
    stored = column.get_db_prep_save(value, connection)
    if isinstance(stored, bool):
        return "1" if stored else "0"
    return None if stored is None else str(stored)


def _digests(rows: Sequence[Model], holes: Holes) -> list[tuple[int, Pattern]]:
    """Return documents, then the lines of the journal in their order, then the seals that may name both."""
    documents = [
        (holes.hole(row.document_hash), holes.pattern(row.document))  # type: ignore[attr-defined]
        for row in rows
        if hasattr(row, "document_hash")
    ]
    lines = [
        (holes.hole(row.hash), holes.pattern(hashed(row, "own_hash")))
        for row in sorted((row for row in rows if isinstance(row, Entry)), key=_place)
    ]
    seals = [
        (holes.hole(row.seal), holes.pattern(hashed(row, "own_seal")))
        for row in rows
        if isinstance(row, Sealed)
    ]
    return [*documents, *lines, *seals]


def _place(row: Entry) -> tuple[str, str, int]:
    return row.subject_kind, row.subject_key, row.sequence


def hashed(row: Model, name: str) -> str:
    """Return the text of which `row` makes its fingerprint `name` (`own_hash`, `own_seal`)."""
    seen: list[str] = []

    def told(*parts: object) -> str:
        seen.append(canonical(list(parts)))
        return ""

    with patch("yinuo.journal.models.fingerprint", told):
        found = getattr(row, name)
        if callable(found):
            found()
    return seen[0]
