"""The gate: rows of aggregates are begun and changed here, each with its line in the journal."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

from yinuo.journal import rows
from yinuo.journal.models import Chronicled, Entry, Sealed
from yinuo.journal.queries import timeline
from yinuo.journal.questions import Question
from yinuo.journal.rules import canonical, plain
from yinuo.lib.refusal import Conflict, NotFound
from yinuo.lib.words import w

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from yinuo.lib.actor import Acting

Row = TypeVar("Row", bound=Chronicled)
Part = TypeVar("Part", bound=Sealed)
AnyRow = TypeVar("AnyRow", bound=models.Model)
QUIET = frozenset({"printed"})


def append(row: AnyRow) -> AnyRow:
    """Insert a row that is never changed again; one statement."""
    rows.insert([row])
    return row


def lock(model: type[Row], *related: str, **key: str | int) -> Row:
    """Return the row with `key`, locked until the transaction ends, with `related` rows beside it.

    NotFound when there is none. One statement.
    """
    kinds = tuple(int if isinstance(value, int) else str for value in key.values())
    found: Row | None = _locking(model, related, tuple(key), kinds).first(*key.values())
    if found is None:
        raise not_found(model.SUBJECT)
    return found


@cache
def _locking(
    model: type[Row], related: tuple[str, ...], names: tuple[str, ...], kinds: tuple[type[str | int], ...]
) -> Question[Row]:
    def worded(*values: str | int) -> QuerySet[Row]:
        found = model._base_manager.select_for_update(of=("self",)).filter(
            **dict(zip(names, values, strict=True))
        )
        return found.select_related(*related) if related else found

    return Question(worded, *kinds)


def not_found(kind: str) -> NotFound:
    """Return the refusal for a subject of `kind` that isn't there, or not for this person."""
    return NotFound(
        "not_found",
        w("找不到，或不在您的权限之内。", "Not found, or not yours to see."),
        fields={kind: w("找不到", "not found")},
    )


def begin(
    row: Row,
    verb: str,
    *,
    by: Acting,
    at: datetime,
    claimed_at: datetime | None = None,
    note: str = "",
    details: Mapping[str, object] | None = None,
) -> Row:
    """Insert the row of a new aggregate with the first line of its chain; two statements."""
    changes = {field: [None, plain(value)] for field, value in row.stored().items() if value is not None}
    entry = _line(row, verb, by=by, at=at, claimed_at=claimed_at, note=note, details=details, changes=changes)
    row.version, row.head = entry.sequence, entry.hash
    append(row)
    append(entry)
    return row


def change(
    row: Row,
    verb: str,
    *,
    by: Acting,
    at: datetime,
    claimed_at: datetime | None = None,
    note: str = "",
    details: Mapping[str, object] | None = None,
    fields: Mapping[str, Any] | None = None,
    **changed: Any,
) -> Entry:
    """Change `row` and append the line that says so; two statements.

    `fields` are changed too: for columns that are named like an argument. The caller holds the
    transaction and the lock. Conflict when somebody else changed the row in between: then nothing is
    written.
    """
    changed |= fields or {}
    changes = {name: [plain(getattr(row, name)), plain(value)] for name, value in changed.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    entry = _line(row, verb, by=by, at=at, claimed_at=claimed_at, note=note, details=details, changes=changes)
    told = {name: changed[name] for name in changes}
    told |= {"version": entry.sequence, "head": entry.hash}
    if not rows.change(row, row.version, told):
        raise conflict({})
    for name, value in told.items():
        setattr(row, name, value)
    return append(entry)


def conflict(difference: dict[str, dict[str, object]]) -> Conflict:
    """Return the refusal for a change made on a stale version, with what differs now."""
    words = w(
        "这条记录刚被别人改过，您的改动没有写入。请看过现在的内容再做。",
        "Somebody else has changed this in the meantime; nothing of yours was written. Look at it again.",
    )
    return Conflict("stale_version", words, difference=difference)


def check_version(row: Chronicled, version: int | None) -> None:
    """Refuse with Conflict, and what changed since, when `row` has another `version` now; None passes.

    Lines that tell of the row and change nothing of it (`QUIET`) make no version stale.
    """
    if version is None or version == row.version:
        return
    changed: dict[str, dict[str, object]] = {}
    since = list(timeline(row.SUBJECT, row.subject_key).filter(sequence__gt=version))
    if since and all(entry.verb in QUIET for entry in since):
        return
    for entry in since:
        for field, (old, new) in entry.changes.items():
            yours = changed.get(field, {}).get("yours", old)
            changed[field] = {"yours": yours, "now": new, "by": entry.by_name, "at": entry.at.isoformat()}
    raise conflict(changed or {"version": {"yours": version, "now": row.version}})


def put(part: Part) -> Part:
    """Insert or update a sealed part with its new seal; one statement."""
    part.seal = part.own_seal()
    if part._state.adding:  # noqa: SLF001 - what Django knows of the row
        rows.insert([part])
    else:
        rows.update(part)
    return part


def put_new(parts: Sequence[Part]) -> None:
    """Insert new sealed parts of one kind with their seals; one statement for all of them."""
    for part in parts:
        part.seal = part.own_seal()
    if parts:
        rows.insert(parts)


def note(
    kind: str,
    key: str,
    verb: str,
    *,
    by: Acting,
    at: datetime,
    text: str = "",
    details: Mapping[str, object] | None = None,
) -> Entry:
    """Append a line about a subject that has no aggregate row of its own; two statements."""
    last = Entry.objects.filter(subject_kind=kind, subject_key=key).order_by("-sequence").first()
    entry = Entry(
        subject_kind=kind,
        subject_key=key,
        sequence=last.sequence + 1 if last else 1,
        at=at,
        by_id=by.pk,
        by_name=by.name,
        verb=verb,
        changes_text="{}",
        details_text=canonical(details or {}),
        note=text,
        previous=last.hash if last else "",
    )
    entry.hash = entry.own_hash
    return append(entry)


def _line(
    row: Chronicled,
    verb: str,
    *,
    by: Acting,
    at: datetime,
    claimed_at: datetime | None,
    note: str,
    details: Mapping[str, object] | None,
    changes: dict[str, list[object]],
) -> Entry:
    entry = Entry(
        subject_kind=row.SUBJECT,
        subject_key=row.subject_key,
        sequence=row.version + 1,
        at=at,
        claimed_at=claimed_at,
        by_id=by.pk,
        by_name=by.name,
        verb=verb,
        changes_text=canonical(changes),
        details_text=canonical(details or {}),
        note=note,
        previous=row.head,
    )
    entry.hash = entry.own_hash
    return entry
