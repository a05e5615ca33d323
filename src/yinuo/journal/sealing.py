"""The seal of a day: one hash over its lines, over what was written below them, and over the day before.

Which rows are a day's is settled by their numbers, so that no row falls between two days: up to the last one
written below before midnight. Kept outside as well, one readable line a day, a cut tail shows.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from yinuo.journal.models import Below, Entry, Seal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FILE = "seals.txt"
LINE = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)  lines (?P<lines>\d+) to no (?P<lines_until>\d+)"
    r"  below (?P<below>\d+) to no (?P<below_until>\d+)  seal (?P<hash>[0-9a-f]{64})"
)
LOCK = "SET LOCAL lock_timeout = '1s'; LOCK TABLE journal_entry, journal_below IN SHARE MODE"
LINES = Entry._meta.db_table
CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Until:
    """The last line and the last record below that belong to a day."""

    lines: int = 0
    below: int = 0


def zone() -> ZoneInfo:
    """Return the head office's zone, whose midnight ends a day."""
    return ZoneInfo(settings.YINUO_SEALS["zone"])


def told(seal: Seal) -> str:
    """Return the one line that says all of a seal, as it stands in the file and in the mail."""
    lines = f"lines {seal.lines} to no {seal.lines_until}"
    below = f"below {seal.below} to no {seal.below_until}"
    return f"{seal.day.isoformat()}  {lines}  {below}  seal {seal.hash}"


def last_seal() -> Seal | None:
    """Return the newest seal."""
    return Seal.objects.order_by("-day").first()


def next_day(before: Seal | None) -> date | None:
    """Return the day that comes after `before`; the first day anything was written on when None."""
    if before:
        return before.day + timedelta(days=1)
    first = Below.objects.order_by("id").first()
    return first.at.astimezone(zone()).date() if first else None


def made(day: date, before: Seal | None, *, at: datetime) -> Seal:
    """Return the seal of `day`, not yet stored. OperationalError when writers can't be waited for."""
    since = Until(before.lines_until, before.below_until) if before else Until()
    until = _until(datetime.combine(day + timedelta(days=1), time(), zone()), since)
    previous = before.hash if before else ""
    sealed = Seal(day=day, previous=previous, lines_until=until.lines, below_until=until.below, at=at)
    sealed.lines, sealed.below, sealed.hash = reckoned(sealed, since)
    return sealed


def reckoned(seal: Seal, since: Until) -> tuple[int, int, str]:
    """Return how many lines and records a seal covers now, and the hash over them."""
    whole = hashlib.sha256(f"{seal.previous}\n{seal.day.isoformat()}\n".encode())
    lines = Entry.objects.filter(id__gt=since.lines, id__lte=seal.lines_until).order_by("id")
    below = Below.objects.filter(id__gt=since.below, id__lte=seal.below_until).order_by("id")
    columns = ("id", "at", "tx", "writer", "relation", "row_id", "kind", "mark")
    counts = (
        _added(whole, lines.values_list("id", "hash").iterator(chunk_size=CHUNK)),
        _added(whole, below.values_list(*columns).iterator(chunk_size=CHUNK)),
    )
    return *counts, whole.hexdigest()


def _added(whole: hashlib._Hash, rows: Iterable[tuple[object, ...]]) -> int:
    count = 0
    for row in rows:
        whole.update(("|".join(map(str, row)) + "\n").encode("utf-8", "surrogatepass"))
        count += 1
    return count


def _until(end: datetime, since: Until) -> Until:
    """Return the last of what was written before `end`; nobody is still writing anything older."""
    with transaction.atomic():
        _hold_still()
        fresh = Below.objects.filter(id__gt=since.below)
        last = fresh.filter(at__lt=end).order_by("-id").first()
        below = last.pk if last else since.below
        mine = fresh.filter(id__lte=below, relation=LINES, kind__in="IL")
        lines = mine.aggregate(last=Max("row_id"))["last"] or since.lines
    return Until(max(lines, since.lines), below)


def _hold_still() -> None:
    """Let nobody write until the transaction ends; on SQLite its turn does that."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for statement in LOCK.split("; "):
            cursor.execute(statement)


def file() -> Path | None:
    """Return where the seals stand outside the database; None when they are kept nowhere else."""
    folder: Path | None = settings.YINUO_SEALS["folder"]
    return folder / FILE if folder else None


def write_out(path: Path) -> None:
    """Append the days that come after the last one in the file; several workers may try at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as book:
        fcntl.flock(book, fcntl.LOCK_EX)
        book.seek(0)
        days = [found["day"] for line in book if (found := LINE.fullmatch(line.strip()))]
        newer = Seal.objects.filter(day__gt=date.fromisoformat(days[-1])) if days else Seal.objects.all()
        book.writelines(f"{told(seal)}\n" for seal in newer.order_by("day"))
        book.flush()
        os.fsync(book.fileno())


def problems(path: Path | None) -> Iterator[tuple[str, str]]:
    """Yield (what, problem) for each seal that no longer fits, and for where the file says otherwise."""
    before: Seal | None = None
    for seal in Seal.objects.order_by("day"):
        yield from ((f"seal {seal.day}", problem) for problem in _misfits(seal, before))
        before = seal
    if path is not None and (before or path.exists()):
        yield from _compared(path)


def _misfits(seal: Seal, before: Seal | None) -> Iterator[str]:
    since = Until(before.lines_until, before.below_until) if before else Until()
    if before and seal.day != before.day + timedelta(days=1):
        yield "a day before it is missing"
    if seal.previous != (before.hash if before else ""):
        yield "it does not follow the seal before it"
    lines, below, own = reckoned(seal, since)
    if (lines, below) != (seal.lines, seal.below):
        yield f"it covered {seal.lines} lines and {seal.below} writes, there are {lines} and {below}"
    elif own != seal.hash:
        yield "what it covers was changed, or the seal was"


def _compared(path: Path) -> Iterator[tuple[str, str]]:
    if not path.exists():
        yield str(path), "the file with the seals is missing"
        return
    stored = {seal.day.isoformat(): told(seal) for seal in Seal.objects.all()}
    outside: dict[str, str] = {}
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), start=1):
        found = LINE.fullmatch(line.strip())
        if found is None:
            yield f"{path.name}:{number}", "this is no seal"
        else:
            outside[found["day"]] = line.strip()
    for day in sorted(stored.keys() | outside.keys()):
        if day not in outside:
            yield f"seal {day}", "it does not stand in the file"
        elif day not in stored:
            yield f"seal {day}", "it stands in the file alone, the database has lost it"
        elif stored[day] != outside[day]:
            yield f"seal {day}", "the file says something else than the database"
