"""Every free text in the database replaced by something dangerous, below the commands: the pages must bear it.

Which columns are free text is read from the models: no choices, not unique, no part of a key or an address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, models

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OWN = "yinuo."
KEYS = {
    "code", "hash", "fingerprint", "token", "digest", "kind", "state", "path", "media_type", "verb", "language",
    "username", "password", "phone", "zone", "role", "owner_role", "subject_kind", "subject_key", "clause",
    "channel", "injury", "purpose", "unsigned_reason", "way", "category", "part", "evidence", "seal", "head",
    "sha256", "secret", "encoded", "issuer", "subject", "key", "pieces", "to_role", "to_branch", "pin",
    "number", "receipt_number", "serial", "udi", "extension", "timezone", "due_rule", "outcome", "document", "strokes",
}  # fmt: skip
"""Names of columns that hold a word of our own, an address or a fingerprint, wherever they stand."""

LEFT = ("people_token", "journal_", "calls_escalation.department")
"""Left alone: the database itself refuses any change of a line of the journal."""


def columns() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Every free text of every table of ours."""
    for config in apps.get_app_configs():
        if not config.name.startswith(OWN):
            continue
        for model in config.get_models():
            if model._meta.proxy or not model._meta.managed:
                continue
            for field in model._meta.concrete_fields:
                if free(field):
                    yield model, field


def free(field: models.Field[Any, Any]) -> bool:
    """Whether a column holds what people typed."""
    if f"{field.model._meta.db_table}.{field.name}".startswith(LEFT):
        return False
    text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.FileField)
    return text and not (
        field.choices
        or field.unique
        or field.primary_key
        or field.name in KEYS
        or field.name.endswith(("_code", "_hash", "_key", "_kind", "_number", "_state", "_token"))
    )


def poison(made: Callable[[str], str]) -> int:
    """Put `made(column)` before every text that is there; how many columns were reached."""
    reached = 0
    for model, field in columns():
        most = getattr(field, "max_length", None) or 4000
        table, column = model._meta.db_table, field.column
        text = made(f"{table}.{column}")
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE "{table}" SET "{column}" = substr(%s || "{column}", 1, {most}) WHERE "{column}" <> %s',
                [text, ""],
            )
            reached += cursor.rowcount > 0
    return reached
