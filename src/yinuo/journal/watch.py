"""Which tables are watched, and the triggers that watch them: generated from the models for both databases.

A trigger writes one `Below` for each row inserted, changed or deleted; others refuse every change of what is
only ever added to. `renew` makes them stand as generated, `faults` says where they don't.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from yinuo.journal.models import Below, Chronicled, Entry, Seal, Sealed
from yinuo.journal.triggers import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yinuo.journal.triggers.shape import Triggers

RENEWED, TAMPERED, LOADED = "R", "X", "L"


@dataclass(frozen=True, slots=True)
class Watched:
    """A watched table: the column of its rows' fingerprint or "", and the columns that count (empty: all)."""

    relation: str
    mark: str
    columns: tuple[str, ...] = ()


def unwatched_reason(model: type[models.Model]) -> str:
    """Return why no trigger watches the table of `model`; "" when one does."""
    reasons: dict[str, str] = settings.YINUO_UNWATCHED
    return reasons.get(model._meta.label_lower) or reasons.get(f"{model._meta.app_label}.*", "")


def watched_models() -> list[type[models.Model]]:
    """Return the models whose tables are watched: all but those named as exceptions, by table."""
    every = apps.get_models(include_auto_created=True)
    wanted = [model for model in every if not unwatched_reason(model) and not model._meta.proxy]
    return sorted(wanted, key=lambda model: model._meta.db_table)


def watched() -> list[Watched]:
    """Return every watched table."""
    return [_watched(model) for model in watched_models()]


def _watched(model: type[models.Model]) -> Watched:
    silent = settings.YINUO_UNWATCHED_COLUMNS.get(model._meta.label_lower, ())
    columns = tuple(str(field.column) for field in model._meta.concrete_fields if field.name not in silent)
    return Watched(model._meta.db_table, mark_of(model), columns if silent else ())


def mark_of(model: type[models.Model]) -> str:
    """Return the column with a row's own fingerprint: a line's hash, a head, a seal; "" for other rows."""
    if issubclass(model, Chronicled):
        return "head"
    if issubclass(model, Sealed):
        return "seal"
    return "hash" if issubclass(model, Entry) else ""


def generated() -> Triggers:
    """Return the triggers (and functions) that should stand, each as this database's catalogue tells it."""
    made: Triggers = _language().generated(watched(), only_added())
    return made


def only_added() -> list[str]:
    """Return the tables whose rows are never changed or removed."""
    return [model._meta.db_table for model in (Below, Entry, Seal)]


def faults() -> Iterator[tuple[str, str]]:
    """Yield (name, "missing" | "altered" | "unknown") for each trigger that is not as generated."""
    wanted, standing = generated().told, _language().standing()
    for name in sorted(wanted.keys() | standing.keys()):
        if name not in standing:
            yield name, "missing"
        elif name not in wanted:
            yield name, "unknown"
        elif wanted[name] != standing[name]:
            yield name, "altered"


@transaction.atomic
def renew(reason: str) -> None:
    """Make the triggers stand as generated, and say so below; rows not yet watched are taken as they are."""
    if any(faults()):
        take_away()
        _run(generated().make)
    _adopt(reason)
    if _last_digest() != digest():
        _say(RENEWED, reason, mark=digest())


def take_away(relations: list[str] | None = None) -> None:
    """Drop the triggers: all of ours, or those on the given tables."""
    _run(_language().removal(relations))


def put_back(relations: list[str]) -> None:
    """Make the triggers of these tables stand again after `take_away`."""
    mine = [each for each in watched() if each.relation in relations]
    refusing = [relation for relation in only_added() if relation in relations]
    _run(_language().generated(mine, refusing).make)


def say_loaded(model: type[models.Model], *, after: int, reason: str) -> None:
    """Write down that all rows of `model` with a key above `after` were loaded in bulk."""
    highest = highest_key(model)
    if highest > after:
        _say(LOADED, reason, relation=model._meta.db_table, row_id=highest, mark=str(after + 1))


def check_standing(reason: str) -> None:
    """Write it down below when the triggers are not those that were last put there."""
    last = _last_digest()
    if last and last != digest() and not _already_told():
        _say(TAMPERED, reason, mark=digest())


def partial() -> list[str]:
    """Return the tables of which only some columns are watched: their triggers stand in a column's way."""
    return [each.relation for each in watched() if each.columns]


def digest() -> str:
    """Return the fingerprint of the triggers as they stand, shortened like every mark."""
    text = repr(sorted(_language().standing().items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _already_told() -> bool:
    last = Below.objects.filter(kind__in=[RENEWED, TAMPERED]).order_by("-id").first()
    return last is not None and last.kind == TAMPERED and last.mark == digest()


def _last_digest() -> str:
    last = Below.objects.filter(kind=RENEWED).order_by("-id").first()
    return last.mark if last else ""


def _adopt(reason: str) -> None:
    known = set(Below.objects.values_list("relation", flat=True).distinct())
    for model in watched_models():
        relation = model._meta.db_table
        highest = None if relation in known else highest_key(model)
        if highest:
            _say(LOADED, reason, relation=relation, row_id=highest, mark="1")


def highest_key(model: type[models.Model]) -> int:
    """Return the highest primary key in the table of `model`; 0 when it is empty."""
    highest: int | None = model._base_manager.aggregate(highest=models.Max("pk"))["highest"]
    return highest or 0


def _say(kind: str, reason: str, *, relation: str = "", row_id: int = 0, mark: str = "") -> None:
    with connection.cursor() as cursor:
        cursor.execute(_language().SAY, [f"watch: {reason}"[:200], relation, row_id, kind, mark])


def _run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _language() -> Any:
    return sqlite if connection.vendor == "sqlite" else postgresql
