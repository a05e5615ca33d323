"""Lines of the journal, answers given to writing requests, and the two kinds of rows that are watched."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models

from yinuo.journal.rules import fingerprint


class Entry(models.Model):
    """One line: who did what to which subject, when, old → new; bound to the line before by its hash."""

    subject_kind = models.CharField(max_length=24)
    subject_key = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)
    verb = models.CharField(max_length=40)
    changes_text = models.TextField()
    details_text = models.TextField(default="{}")
    note = models.TextField(default="")
    previous = models.CharField(max_length=64, default="")
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_key", "sequence"], name="journal_one_line_per_sequence"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["at", "id"], name="journal_by_time")]

    @property
    def changes(self) -> dict[str, list[Any]]:
        """The fields this line changed: `{field: [old, new]}`."""
        read: dict[str, list[Any]] = json.loads(self.changes_text)
        return read

    @property
    def details(self) -> dict[str, Any]:
        """What happened to the parts of the subject, as the command told it."""
        read: dict[str, Any] = json.loads(self.details_text)
        return read

    @property
    def own_hash(self) -> str:
        """The fingerprint that this line's content and the line before it ought to have."""
        return fingerprint(
            self.previous,
            self.subject_kind,
            self.subject_key,
            self.sequence,
            self.at,
            self.claimed_at,
            self.by_id,
            self.by_name,
            self.verb,
            self.changes_text,
            self.details_text,
            self.note,
        )


class Answer(models.Model):
    """The first answer given to one writing request; a repeat of its key gets the same."""

    key = models.CharField(max_length=120)
    by_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["by_id", "key"], name="journal_one_answer_per_key")
        ]


class Counter(models.Model):
    """The last number given in a scope, such as the calls of one branch on one day."""

    scope = models.CharField(max_length=80, primary_key=True)
    last = models.PositiveIntegerField()


class Below(models.Model):
    """One row written in a watched table, as the database itself saw it (see `journal.watch`).

    `writer` is "yinuo" for the commands, "name: reason" for who declared itself, else what is known of the
    tool; `tx` is the transaction, 0 for one of another tool on SQLite; `kind` one of `below.KINDS`;
    `mark` begins like the row's own fingerprint.
    """

    at = models.DateTimeField()
    tx = models.BigIntegerField()
    writer = models.CharField(max_length=200)
    relation = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    kind = models.CharField(max_length=1)
    mark = models.CharField(max_length=64, default="")


class Turn(models.Model):
    """SQLite's open transaction: its number and who writes; 0 and nobody in between (`config.sqlite`)."""

    number = models.BigIntegerField(default=0)
    tx = models.BigIntegerField(default=0)
    at = models.CharField(max_length=32, default="")
    writer = models.CharField(max_length=200, default="")


class Seal(models.Model):
    """One day closed: a hash over its lines, over what was written below them, and over the day before."""

    day = models.DateField(unique=True)
    lines_until = models.BigIntegerField()
    below_until = models.BigIntegerField()
    lines = models.PositiveIntegerField()
    below = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, default="")
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()


def stored_value(row: models.Model, field: models.Field[Any, Any]) -> object:
    """Return the value of `field` as the database gives it back: decimals with all their places."""
    value = getattr(row, field.attname)
    if isinstance(field, models.DecimalField) and value is not None:
        return Decimal(value).quantize(Decimal(1).scaleb(-int(field.decimal_places or 0)))
    return value


class Chronicled(models.Model):
    """The row of an aggregate: `version` counts its journal lines, `head` is the hash of the last."""

    SUBJECT: ClassVar[str]
    KEY: ClassVar[str] = "number"

    version = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default="")

    class Meta:
        abstract = True

    @property
    def subject_key(self) -> str:
        """What the journal calls this row, unique within its kind."""
        return str(getattr(self, self.KEY))

    def stored(self) -> dict[str, object]:
        """Every stored field except the key, the version and the head, by column name."""
        left_out = {"version", "head"}
        fields = self._meta.concrete_fields
        return {
            field.attname: stored_value(self, field)
            for field in fields
            if not field.primary_key and field.attname not in left_out
        }


class Sealed(models.Model):
    """A part of an aggregate that carries the fingerprint of its own content."""

    seal = models.CharField(max_length=64, default="")

    class Meta:
        abstract = True

    def own_seal(self) -> str:
        """The fingerprint that this row's content ought to have."""
        fields = self._meta.concrete_fields
        content = {
            field.attname: stored_value(self, field)
            for field in fields
            if not field.primary_key and field.attname != "seal"
        }
        return fingerprint(self._meta.label_lower, content)
