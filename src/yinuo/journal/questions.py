"""Questions asked at every step: put into SQL once for each connection, then only asked with other values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.query import get_related_populators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet

    Worded = Callable[..., QuerySet[Any]]
    Value = str | int | datetime

Row = TypeVar("Row", bound=models.Model)

FIRST_NUMBER = 2_100_000_000
"""Numbers from here on stand for the values of a question while it is put into words; no constant is one."""


class Question(Generic[Row]):
    """A query for whole rows with some texts, whole numbers or instants left open.

    `Question(lambda call_id: Voucher.objects.filter(call_id=call_id), int)` is asked by
    `question.rows(7)`: the same rows as the query gives, without building the query again. The order of
    tables, lookups and related rows is the ORM's own. Lookups are exact or compare; those that search within
    a text change what they are given, and have no place here.
    """

    def __init__(self, worded: Worded, *kinds: type[Value]) -> None:
        self._worded = worded
        self._blanks = [_blank(place, kind) for place, kind in enumerate(kinds)]
        self._name = f"question {id(self)}"

    def rows(self, *values: Value) -> list[Row]:
        """Return the rows for `values`, one value for each kind, in their order; one statement."""
        known: dict[str, Any] = connection.__dict__
        wording = known.get(self._name)
        if wording is None:
            wording = known[self._name] = Wording(self._worded(*self._blanks), self._blanks, connection)
        return list(wording.ask(values))

    def first(self, *values: Value) -> Row | None:
        """Return the first of the rows, None for none; one statement."""
        return next(iter(self.rows(*values)), None)


class Wording:
    """A question as one connection is asked it: the SQL, where its values go, how rows become models."""

    def __init__(self, queryset: QuerySet[Any], blanks: list[Value], connection: BaseDatabaseWrapper) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        self._sql, params = compiler.as_sql()
        self._params = [_place(param, [_adapted(blank, connection) for blank in blanks]) for param in params]
        self._compiler = compiler
        self._converters = compiler.get_converters([column[0] for column in compiler.select])
        info = compiler.klass_info
        fields = info["select_fields"]
        self._model = info["model"]
        self._own = slice(fields[0], fields[-1] + 1)
        self._names = [column[0].target.attname for column in compiler.select[self._own]]
        self._related = get_related_populators(info, compiler.select, connection.alias)  # type: ignore[call-arg] # as of 5.2
        self._connection = connection

    def ask(self, values: tuple[Value, ...]) -> Iterator[Any]:
        """Return the models for `values`."""
        given = [_adapted(value, self._connection) for value in values]
        filled = [kind(given[place]) if kind else place for place, kind in self._params]
        with self._connection.cursor() as cursor:
            cursor.execute(self._sql, filled)
            found = cursor.fetchall()
        for row in self._compiler.apply_converters(found, self._converters):
            model = self._model.from_db(self._connection.alias, self._names, row[self._own])
            for related in self._related:
                related.populate(row, model)
            yield model


def hold(row: models.Model, name: str, parts: Iterable[models.Model]) -> None:
    """Let `row.<name>.all()` give `parts`, which were read already; whoever filters still asks."""
    found = getattr(row, name).all()
    found._result_cache, found._prefetch_done = list(parts), True  # noqa: SLF001 - as a prefetch does
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found


def _blank(place: int, kind: type[Value]) -> Value:
    if kind is datetime:
        return datetime(1900 + place, 1, 1, tzinfo=UTC)
    return FIRST_NUMBER + place if kind is int else f"\x01{place}\x01"


def _adapted(value: Value, connection: BaseDatabaseWrapper) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _place(param: object, blanks: list[Any]) -> tuple[Any, Callable[[Any], Any] | None]:
    """Return where a parameter comes from: the place of its value and the database's kind, or itself."""
    known = [place for place, blank in enumerate(blanks) if isinstance(param, type(blank)) and param == blank]
    if not known:
        return param, None
    return known[0], type(param) if isinstance(param, int) else _same


def _same(value: object) -> object:
    return value
