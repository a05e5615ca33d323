"""The journal: the lines of one subject, or of everything for those who see all; old beside new."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.views.decorators.http import require_safe

from yinuo.desk import subjects
from yinuo.desk.where import asked
from yinuo.journal.queries import lines, timeline
from yinuo.lib.words import from_json
from yinuo.people.access import Signed, signed_in
from yinuo.people.queries import zone_of
from yinuo.web import partial, typed

if TYPE_CHECKING:
    from django.http import HttpResponse

    from yinuo.journal.models import Entry
    from yinuo.lib.words import Words

PAGE = 50
CUT = 160


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the page shows it: the subject with its page, and each field's old and new value."""

    entry: Entry
    kind: Words
    address: str
    changes: list[tuple[str, str, str]]

    @property
    def done(self) -> Words:
        """What was done."""
        return subjects.done(self.entry.verb)

    @property
    def short_hash(self) -> str:
        """The beginning of the line's fingerprint."""
        return self.entry.hash[:10]


@require_safe
@signed_in
def journal(request: Signed) -> HttpResponse:
    """Show a page of lines, newest first; an htmx request gets the rows only."""
    subject = asked(request, "subject", 100)
    kind, _, key = subject.partition(":")
    subjects.check(request.user, kind, key)
    found = timeline(kind, key).order_by("-id") if subject else lines()
    before = typed.text(request.GET, "before")
    if before.isascii() and before.isdigit() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    rows = list(found[: PAGE + 1])
    values = {
        "subject": subject,
        "title": subjects.called(kind) if subject else None,
        "subject_key": key,
        "rows": [_line(each) for each in rows[:PAGE]],
        "before": rows[PAGE - 1].pk if len(rows) > PAGE else "",
        "person_zone": zone_of(request.user),
        "here": "settings",
    }
    return partial.render(request, "desk/journal.html", values, part="rows")


def _line(entry: Entry) -> Line:
    kind, key = entry.subject_kind, entry.subject_key
    changed = ((name, _told(old), _told(new)) for name, (old, new) in entry.changes.items())
    changes = [each for each in changed if each[1] or each[2]]
    return Line(entry, subjects.called(kind), subjects.address(kind, key), changes)


def _told(value: Any) -> str:
    if isinstance(value, dict) and set(value) == {"zh", "en"}:
        text = str(from_json(value))
    elif isinstance(value, dict | list):
        text = json.dumps(value, ensure_ascii=False) if value else ""
    else:
        text = "" if value is None else str(value)
    return text if len(text) <= CUT else f"{text[:CUT]}…"
