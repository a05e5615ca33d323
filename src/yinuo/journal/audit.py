"""The audit: finds journal lines edited, deleted, inserted or moved, and rows changed below them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection, transaction

from yinuo.journal import below, sealing
from yinuo.journal.models import Chronicled, Entry, Sealed
from yinuo.journal.rules import plain, replayed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as the commands left it."""

    subject: str
    what: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.what}"


@dataclass(frozen=True, slots=True)
class Chain:
    """What a subject's lines say: how many, the last hash, and the values they lead to."""

    length: int
    head: str
    values: dict[str, object]


@contextmanager
def snapshot() -> Iterator[None]:
    """See the database as it is at one moment for the whole block, whoever writes meanwhile; read only."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def verify(seals: Path | None = None) -> Iterator[Finding]:
    """Yield every finding in the whole database; nothing found means nothing yielded.

    The seals of the days are compared with the file `seals`, the installation's own unless given.
    """
    chains: dict[tuple[str, str], Chain] = {}
    for (kind, key), lines in _subjects():
        chain, findings = _read(f"{kind}:{key}", lines)
        chains[kind, key] = chain
        yield from findings
    yield from _aggregates(chains)
    yield from _parts()
    yield from (Finding(subject, what) for subject, what in below.problems())
    yield from (Finding(subject, what) for subject, what in sealing.problems(seals or sealing.file()))


def _subjects() -> Iterator[tuple[tuple[str, str], Iterator[Entry]]]:
    ordered = Entry.objects.order_by("subject_kind", "subject_key", "sequence").iterator(chunk_size=2000)
    return groupby(ordered, key=lambda entry: (entry.subject_kind, entry.subject_key))


def _read(subject: str, lines: Iterable[Entry]) -> tuple[Chain, list[Finding]]:
    findings: list[Finding] = []
    changes: list[dict[str, list[object]]] = []
    head, length = "", 0
    for length, entry in enumerate(lines, start=1):
        findings += [Finding(subject, problem) for problem in _problems(entry, length, head)]
        changes.append(entry.changes)
        head = entry.hash
    return Chain(length, head, replayed(changes)), findings


def _problems(entry: Entry, expected: int, head: str) -> Iterator[str]:
    if entry.sequence != expected:
        yield f"line {expected} is missing or moved (found {entry.sequence})"
    if entry.previous != head:
        yield f"line {entry.sequence} does not follow the line before it"
    if entry.hash != entry.own_hash:
        yield f"line {entry.sequence} was edited"


def _aggregates(chains: dict[tuple[str, str], Chain]) -> Iterator[Finding]:
    known: set[tuple[str, str]] = set()
    kinds: set[str] = set()
    for model in apps.get_models():
        if not issubclass(model, Chronicled):
            continue
        kinds.add(model.SUBJECT)
        for row in model._base_manager.iterator(chunk_size=2000):
            key = (row.SUBJECT, row.subject_key)
            known.add(key)
            yield from _row_findings(row, chains.get(key, Chain(0, "", {})))
    for kind, key_ in chains:
        if kind in kinds and (kind, key_) not in known:
            yield Finding(f"{kind}:{key_}", "the row is gone, its lines remain")


def _row_findings(row: Chronicled, chain: Chain) -> Iterator[Finding]:
    subject = f"{row.SUBJECT}:{row.subject_key}"
    if (row.version, row.head) != (chain.length, chain.head):
        yield Finding(subject, f"the row is at version {row.version}, its lines end at {chain.length}")
    for field, value in row.stored().items():
        if plain(value) != chain.values.get(field):
            yield Finding(subject, f"field {field} is not what the journal says")


def _parts() -> Iterator[Finding]:
    for model in apps.get_models():
        if not issubclass(model, Sealed):
            continue
        for row in model._base_manager.iterator(chunk_size=2000):
            if row.seal != row.own_seal():
                yield Finding(f"{model._meta.model_name}:{row.pk}", "the row was changed below the commands")
