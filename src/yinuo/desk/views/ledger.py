"""The service ledger (S1.4): the jobs of each person and branch, opened, printed and exported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.views.decorators.http import require_safe

from yinuo.calendars.queries import working_calendar
from yinuo.calls import access as calls_access
from yinuo.calls.queries import jobs
from yinuo.desk import exporting
from yinuo.desk.forms.ledger import Range
from yinuo.desk.views.papers import shown, size_of
from yinuo.desk.where import branches_of, chosen, today_at
from yinuo.lib.words import language
from yinuo.papers import queries as papers
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.people.queries import technicians
from yinuo.people.rights import Scope
from yinuo.web import partial, typed

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from yinuo.calls.models import Visit
    from yinuo.people.models import Branch, User

SHOWN = 300
PRINTED = 2_000
EXPORTED = 20_000


@dataclass(frozen=True, slots=True)
class Book:
    """The part of the ledger that is looked at."""

    branch: Branch
    branches: list[Branch]
    people: list[User]
    person: User | None
    since: date
    until: date
    lines: QuerySet[Visit]
    form: Range

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the branch: its days are the ledger's."""
        return working_calendar(self.branch.calendar_id).zone

    @property
    def period(self) -> str:
        """The days as papers show them."""
        return f"{self.since}" if self.since == self.until else f"{self.since} – {self.until}"


@require_safe
@signed_in
def ledger(request: Signed) -> HttpResponse:
    """Show the lines of the range."""
    book = book_of(request)
    rows = list(book.lines[: SHOWN + 1])
    query = request.GET.urlencode()
    values = {
        "book": book,
        "branch": book.branch,
        "branches": book.branches,
        "branch_zone": book.zone,
        "rows": rows[:SHOWN],
        "more": len(rows) > SHOWN,
        "form": book.form,
        "exports": [
            *exporting.prints(reverse("desk:ledger-paper"), query),
            *exporting.tables(
                request, *(reverse("desk:ledger-export", args=[kind]) for kind in ("xlsx", "csv"))
            ),
        ],
        "here": "ledger",
    }
    return partial.render(request, "desk/ledger.html", values, status=book.form.status)


@require_safe
@signed_in
def paper(request: Signed) -> HttpResponse:
    """Give the range as PDF, at most `PRINTED` lines of it."""
    book = book_of(request)
    name = str(book.branch.words) + (f" {book.person.name}" if book.person else "")
    pdf = papers.ledger(
        book.lines[:PRINTED],
        branch=name,
        period=book.period,
        zone=book.zone,
        size=size_of(request, "a4"),
        language=language.get(),
        printed_by=request.user.name,
    )
    return shown(pdf, f"ledger-{book.branch.code}-{book.since}.pdf")


@require_safe
@signed_in
def exported(request: Signed, ending: str) -> HttpResponse:
    """Give the range as a table."""
    book = book_of(request)
    headers = [words for words, _width in papers.LEDGER_COLUMNS]
    rows = (papers.ledger_line(visit, book.zone) for visit in book.lines[:EXPORTED])
    return exporting.table(request, f"ledger-{book.branch.code}-{book.since}", ending, headers, rows)


def book_of(request: Signed) -> Book:
    """Return the part of the ledger that is asked for. NotFound for a branch out of reach."""
    known = branches_of(request.user, "ledger.see")
    branch = chosen(known, typed.text(request.GET, "branch"), request.user)
    form = Range(request.GET)
    form.is_valid()
    since, until = form.days(today_at(branch))
    zone = working_calendar(branch.calendar_id).zone
    start = datetime.combine(since, time(), zone)
    end = datetime.combine(until + timedelta(days=1), time(), zone)
    people = _people(request.user, branch)
    wanted = form.cleaned_data.get("person", "")
    person = next((each for each in people if each.username == wanted), None)
    lines: Any = jobs.ledger(since=start, until=end).filter(voucher__call__branch=branch)
    if person:
        lines = lines.filter(lead=person)
    seen = calls_access.ledger_lines(request.user, lines)
    return Book(branch, known, people, person, since, until, seen, form)


def _people(user: User, branch: Branch) -> list[User]:
    """Return whose ledgers may be picked: everybody's, or only the own one."""
    if access.scope(user, "ledger.see") is Scope.OWN:
        return []
    return list(technicians(branch.pk))
