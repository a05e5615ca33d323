"""The call register as the desk shows it: a tab of a branch's book, page by page, the numbers of each tab."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from django.db.models import F, Q

from yinuo.calls.models.call import OPEN_STATES, WAITING_STATES
from yinuo.calls.queries.register import Wanted, narrowed, whole
from yinuo.desk.chips import BEFORE_ARRIVAL

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yinuo.calls.models import Call
    from yinuo.people.models import Branch

PAGE = 50
MOST_COUNTED = 1000
TABS = ("today", "waiting", "open", "all")
BY_DUE = ("waiting", "open")


@dataclass(frozen=True, slots=True)
class Book:
    """Which part of the register is looked at: what a person may see, a branch, a tab, a day, the filter."""

    calls: QuerySet[Call]
    branch: Branch
    today: date
    day: date
    tab: str = "today"
    wanted: Wanted = field(default_factory=Wanted)

    @property
    def is_now(self) -> bool:
        """Whether the day looked at is today."""
        return self.day == self.today


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows: those left over from earlier days, the rows, and where the next page begins."""

    left_over: list[Call]
    rows: list[Call]
    after: str
    left: int | None


def page(book: Book, after: str = "") -> Page:
    """Return the page of `book` that begins behind the cursor `after`."""
    calls = ordered(book)
    found = list(whole(_behind(calls, book, after))[: PAGE + 1])
    rows = found[:PAGE]
    more = len(found) > PAGE
    cursor = _cursor(rows[-1], book) if more else ""
    left = _behind(calls, book, cursor).count() if more and book.tab != "all" else None
    return Page([] if after else left_over(book), rows, cursor, left)


def ordered(book: Book) -> QuerySet[Call]:
    """Return the calls of the tab in its order: newest first, or the least time left first."""
    calls = narrowed(_of_tab(book), book.wanted)
    if book.tab in BY_DUE:
        return calls.order_by(F("arrival_due_at").asc(nulls_last=True), "id")
    return calls.order_by("-day", "-id")


def left_over(book: Book) -> list[Call]:
    """Return the calls of earlier days where nobody has arrived yet: first in today's book (G13)."""
    if book.tab != "today" or not book.is_now:
        return []
    states = [str(state) for state in BEFORE_ARRIVAL]
    unreached = book.calls.filter(branch=book.branch, arrived_at=None, state__in=states)
    # Excluding, not filtering: the few open calls are looked through then, and not all the days of the past.
    earlier = unreached.exclude(day__gte=book.today)
    rows = narrowed(earlier, book.wanted).order_by(F("arrival_due_at").asc(nulls_last=True), "id")
    return list(whole(rows)[:PAGE])


def numbers(book: Book) -> dict[str, int]:
    """Return how many calls each tab has, of all at most `MOST_COUNTED` and one; four counts over indexes."""
    calls = book.calls.filter(branch=book.branch).order_by()
    return {
        "today": calls.filter(day=book.day).count(),
        "waiting": calls.filter(state__in=WAITING_STATES).count(),
        "open": calls.filter(state__in=OPEN_STATES).count(),
        "all": calls[: MOST_COUNTED + 1].count(),
    }


def _of_tab(book: Book) -> QuerySet[Call]:
    calls = book.calls.filter(branch=book.branch)
    if book.tab == "today":
        return calls.filter(day=book.day)
    if book.tab == "all":
        return calls
    return calls.filter(state__in=WAITING_STATES if book.tab == "waiting" else OPEN_STATES)


def _cursor(call: Call, book: Book) -> str:
    if book.tab not in BY_DUE:
        return str(call.pk)
    due = f"{call.arrival_due_at.timestamp():.6f}" if call.arrival_due_at else ""
    return f"{call.pk}~{due}"


def _behind(calls: QuerySet[Call], book: Book, after: str) -> QuerySet[Call]:
    found = _read(after)
    if found is None:
        return calls
    key, due = found
    if book.tab not in BY_DUE:
        day = book.calls.order_by().filter(pk=key).values("day")[:1]
        return calls.filter(Q(day__lt=day) | Q(day=day, pk__lt=key))
    if due is None:
        return calls.filter(arrival_due_at=None, pk__gt=key)
    later = Q(arrival_due_at__gt=due) | Q(arrival_due_at=due, pk__gt=key)
    return calls.filter(later | Q(arrival_due_at=None))


def _read(after: str) -> tuple[int, datetime | None] | None:
    """Return what a cursor says; None for one that says nothing."""
    key, _, due = after.partition("~")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    try:
        return int(key), datetime.fromtimestamp(float(due), tz=UTC) if due else None
    except (ValueError, OverflowError, OSError):
        return None
