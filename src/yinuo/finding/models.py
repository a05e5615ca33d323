"""The row of an index: the key of what is found and the pieces of its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from collections.abc import Sequence


class Pieces(models.TextField):  # type: ignore[type-arg] # at run time it takes none
    """Pieces of text with spaces between them: a tsvector on PostgreSQL, a column of FTS5 on SQLite."""

    def db_type(self, connection: Any) -> str:
        """Return the column's type."""
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_lookup(self, lookup_name: str) -> Any:
        """Return the one question there is: `having`."""
        return Having if lookup_name == "having" else super().get_lookup(lookup_name)


class Having(models.Lookup):
    """`pieces__having=("停机", "2107")`: each is the beginning of a piece."""

    lookup_name = "having"
    prepare_rhs = False

    def get_prep_lookup(self) -> tuple[str, ...]:
        """Return what is looked for as it is."""
        return tuple(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """Return the question to FTS5, or to the index over the vectors."""
        asked = question(self.rhs, vendor=connection.vendor)
        if connection.vendor == "postgresql":
            column, values = self.process_lhs(compiler, connection)
            return f"{column} @@ CAST(%s AS tsquery)", (*values, asked)
        column = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.{self.lhs.target.model._meta.db_table}"
        return f"{column} MATCH %s", (asked,)


def question(beginnings: Sequence[str], whole: Sequence[str] = (), *, vendor: str) -> str:
    """Return the question for rows that have a piece of each beginning, and each `whole` piece."""
    if vendor == "postgresql":
        return " & ".join([*(f"'{piece}':*" for piece in beginnings), *(f"'{piece}'" for piece in whole)])
    return " AND ".join([*(f'"{piece}"*' for piece in beginnings), *(f'"{piece}"' for piece in whole)])


class Words(models.Model):
    """What can be found: `row` is the key of the row it is about. One statement writes it."""

    row = models.BigIntegerField(primary_key=True, db_column="rowid")
    pieces = Pieces()

    class Meta:
        abstract = True
