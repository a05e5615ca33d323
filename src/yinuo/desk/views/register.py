"""The call register: the day's book of a branch, what waits, what is open, everything; as a file too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from yinuo.calendars.queries import working_calendar
from yinuo.calls import access as calls_access
from yinuo.calls.queries.register import Wanted, whole
from yinuo.desk import lines, where
from yinuo.desk.chips import Chips
from yinuo.desk.forms.register import Filter
from yinuo.desk.queries import register as queries
from yinuo.desk.queries.register import Book
from yinuo.journal.commands import not_found
from yinuo.lib.words import w
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.web import clock, export, moments, partial, typed

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict

    from yinuo.people.models import User

COLUMNS = 10
EXPORTED_MOST = 20_000
ENDINGS = ("xlsx", "csv")
TAB_WORDS = {
    "today": w("今日", "Today"),
    "waiting": w("未派工", "To dispatch"),
    "open": w("未了", "Open"),
    "all": w("全部", "All"),
}


@require_safe
@signed_in
def register(request: Signed) -> HttpResponse:
    """Show a page of the register; an htmx request gets the rows only."""
    return partial.render(request, "desk/register.html", context(request), part="rows")


@require_safe
@signed_in
def exported(request: Signed, ending: str) -> HttpResponse:
    """Give the rows that are looked at as a file, at most `EXPORTED_MOST` calls of them."""
    access.require_somewhere(request.user, "export")
    if ending not in ENDINGS:
        raise not_found("file")
    book = book_of(request.user, request.GET)
    calls = whole(queries.ordered(book))[:EXPORTED_MOST]
    name = f"register-{book.branch.code}-{book.day if book.tab == 'today' else book.tab}.{ending}"
    write = export.xlsx if ending == "xlsx" else export.csv_text
    return export.download(write(lines.EXPORTED, lines.exported(calls)), name)


def context(request: Signed) -> dict[str, Any]:
    """Return what the register's page shows for the address that was asked."""
    book = book_of(request.user, request.GET)
    form = filter_of(request.GET)
    after = typed.text(request.GET, "after")
    found = queries.page(book, after)
    chips = Chips(clock.now())
    fresh = typed.text(request.GET, "fresh")
    return {
        "book": book,
        "branch_zone": working_calendar(book.branch.calendar_id).zone,
        "branches": where.branches_of(request.user, "call.see"),
        "filter": form,
        "narrowed": form.choices_made,
        "tabs": _tabs(request.GET, book),
        "left_over": lines.rows(found.left_over, chips, fresh),
        "rows": lines.rows(found.rows, chips, fresh),
        "after": found.after,
        "left": found.left,
        "first_page": not after,
        "columns": COLUMNS,
        "fresh": fresh,
        "may_register": access.may(request.user, "call.register", branch_id=book.branch.pk),
        "may_export": access.may_somewhere(request.user, "export"),
        "here": "register",
    }


def book_of(user: User, asked: QueryDict) -> Book:
    """Return the part of the register that is asked for. NotFound for a branch beyond their reach."""
    branch = where.branch_of(user, "call.see", asked.get("branch", ""))
    form = filter_of(asked)
    found = form.cleaned_data
    today = where.today_at(branch)
    tab = asked.get("tab", "today")
    return Book(
        calls=calls_access.visible(user),
        branch=branch,
        today=today,
        day=found.get("day") or today,
        tab=tab if tab in TAB_WORDS else "today",
        wanted=Wanted(
            status=found.get("state", ""),
            text=found.get("q", ""),
            kind=found.get("kind", ""),
            category=found.get("category", ""),
        ),
    )


def filter_of(asked: QueryDict) -> Filter:
    """Return the filter as asked; what is no choice narrows nothing."""
    form = Filter(asked)
    form.is_valid()
    return form


def _tabs(asked: QueryDict, book: Book) -> list[dict[str, Any]]:
    numbers = queries.numbers(book)
    kept = {"branch": asked.get("branch", ""), "q": asked.get("q", "")}
    return [
        {
            "words": words if key != "today" or book.is_now else moments.day(book.day, book.today),
            "count": _counted(numbers[key]),
            "current": key == book.tab,
            "url": _address(tab="" if key == "today" else key, **kept),
        }
        for key, words in TAB_WORDS.items()
    ]


def _counted(number: int) -> str:
    """Return a number of calls; beyond what was counted, that there are more."""
    most = queries.MOST_COUNTED
    return f"{number:,}" if number <= most else f"{most:,}+"


def _address(**wanted: str) -> str:
    query = urlencode({name: value for name, value in wanted.items() if value})
    return reverse("desk:register") + (f"?{query}" if query else "")
