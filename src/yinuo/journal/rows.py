"""Rows written: the INSERT and the UPDATE of a model are put into words once, then only filled in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, models

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Field = models.Field[Any, Any]

TEXT = (models.CharField, models.TextField)


@dataclass(frozen=True, slots=True)
class Wording:
    """The statements that write one kind of rows, with a place for every field but the key.

    `fields` are the field, its name on the row, and whether its column takes a text as it is.
    """

    fields: tuple[tuple[Field, str, bool], ...]
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


def change(row: models.Model, version: int, values: Mapping[str, object]) -> bool:
    """Write `values` into a row that is still at `version`; False, and nothing written, when it isn't."""
    table, key, fields = _columns(type(row))
    places = ", ".join(f"{fields[name][0]} = %s" for name in values)
    filled = [
        fields[name][1].get_db_prep_save(_plain_key(value), connection) for name, value in values.items()
    ]
    where = f"WHERE {key} = %s AND {connection.ops.quote_name('version')} = %s"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {places} {where}", [*filled, row.pk, version])  # noqa: S608
        return bool(cursor.rowcount == 1)


@cache
def _columns(model: type[models.Model]) -> tuple[str, str, dict[str, tuple[str, Field]]]:
    """Return the quoted table and key, and the quoted columns with their fields, by either of their names."""
    quote, meta = connection.ops.quote_name, model._meta
    known = {field: quote(str(field.column)) for field in meta.concrete_fields}
    by_name = {
        name: (column, field) for field, column in known.items() for name in (field.name, field.attname)
    }
    return quote(meta.db_table), quote(str(meta.pk.column)), by_name


def _plain_key(value: object) -> object:
    return value.pk if isinstance(value, models.Model) else value


def _values(row: models.Model, wording: Wording) -> list[Any]:
    """Return the values as the database takes them; a text in a text column is one already, as is nothing."""
    real, values = connections[DEFAULT_DB_ALIAS], []
    for field, name, is_text in wording.fields:
        value = getattr(row, name)
        ready = value is None or (is_text and type(value) is str)
        values.append(value if ready else field.get_db_prep_save(value, real))
    return values


@cache
def _wording(model: type[models.Model]) -> Wording:
    quote = connection.ops.quote_name
    meta = model._meta
    fields = tuple(field for field in meta.concrete_fields if not field.primary_key)
    columns = [quote(str(field.column)) for field in fields]
    table, key = quote(meta.db_table), quote(str(meta.pk.column))
    assert isinstance(meta.pk, models.AutoField)
    return Wording(
        tuple((field, field.attname, isinstance(field, TEXT)) for field in fields),
        insert=f"INSERT INTO {table} ({', '.join(columns)}) VALUES",
        places=f"({', '.join(['%s'] * len(columns))})",
        returning=f"RETURNING {key}",
        update=f"UPDATE {table} SET {', '.join(f'{column} = %s' for column in columns)} WHERE {key} = %s",  # noqa: S608
    )
