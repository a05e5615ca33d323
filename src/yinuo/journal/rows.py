"""Rows written: the INSERT and the UPDATE of a model are put into words once, then only filled in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connection, models

if TYPE_CHECKING:
    from collections.abc import Sequence

    Field = models.Field[Any, Any]


@dataclass(frozen=True, slots=True)
class Wording:
    """The statements that write one kind of rows, with a place for every field but the key."""

    fields: tuple[Field, ...]
    insert: str
    places: str
    returning: str
    update: str


def insert(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model, in one statement, and give them their keys.

    The model's key is one that the database gives. IntegrityError as the database says it.
    """
    wording = _wording(type(rows[0]))
    places = ", ".join([wording.places] * len(rows))
    values = [value for row in rows for value in _values(row, wording)]
    with connection.cursor() as cursor:
        cursor.execute(f"{wording.insert} {places} {wording.returning}", values)
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 - as `save` does


def update(row: models.Model) -> None:
    """Write every field of a row that stands. DatabaseError when it stands no more."""
    wording = _wording(type(row))
    with connection.cursor() as cursor:
        cursor.execute(wording.update, [*_values(row, wording), row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{row._meta.label_lower}:{row.pk} is not there any more")


def _values(row: models.Model, wording: Wording) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in wording.fields]


@cache
def _wording(model: type[models.Model]) -> Wording:
    quote = connection.ops.quote_name
    meta = model._meta
    fields = tuple(field for field in meta.concrete_fields if not field.primary_key)
    columns = [quote(str(field.column)) for field in fields]
    table, key = quote(meta.db_table), quote(str(meta.pk.column))
    assert isinstance(meta.pk, models.AutoField)
    return Wording(
        fields,
        insert=f"INSERT INTO {table} ({', '.join(columns)}) VALUES",
        places=f"({', '.join(['%s'] * len(columns))})",
        returning=f"RETURNING {key}",
        update=f"UPDATE {table} SET {', '.join(f'{column} = %s' for column in columns)} WHERE {key} = %s",  # noqa: S608
    )
