"""Did we keep our word? The figures of a month by clause, branch and person, and the promises behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from yinuo.desk import exporting
from yinuo.desk.forms.promises import MISSED, Asked, asked
from yinuo.desk.kept import HEADS, Kept
from yinuo.desk.queries import promises as queries
from yinuo.desk.queries.promises import WITH_LATE, Wanted
from yinuo.desk.queries.today import calls_of
from yinuo.desk.where import branches_of
from yinuo.duties.access import visible
from yinuo.duties.queries import stands
from yinuo.duties.states import STANDING_WORDS, Standing
from yinuo.journal.commands import not_found
from yinuo.lib.words import Words, w
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.people.queries import zone_of
from yinuo.policy import queries as policies
from yinuo.policy.shipped import CLAUSES
from yinuo.policy.states import TAB_WORDS
from yinuo.web import clock, moments, partial

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from yinuo.duties.models import Duty
    from yinuo.duties.rules import Tally
    from yinuo.people.models import Branch

SHOWN = 200
SHOWN_LATE = 5
EXPORTED = 20_000
CHOICES: dict[str, Words] = {
    "": w("全部", "All"),
    MISSED: w("迟的", "Late"),
    **{each.value: words for each, words in STANDING_WORDS.items()},
}


@require_safe
@signed_in
def promises(request: Signed) -> HttpResponse:
    """Show the clauses of a tab with their figures; one clause with branches, people and what was late."""
    want, wanted, branch, known = _wanted(request)
    policy = policies.at(wanted.now)
    book = queries.book(wanted, policy)
    tab = want.tab if want.tab in (WITH_LATE, *TAB_WORDS) else WITH_LATE
    opened = want.clause if any(line.row.clause.id == want.clause for line in book.tab(tab)) else ""
    values = {
        "book": book,
        "lines": book.tab(tab),
        "tabs": [(code, words, len(book.tab(code)), code == tab) for code, words in _tabs()],
        "policy": policy,
        "opened": opened,
        "more": _opened(request, wanted, opened, known) if opened else {},
        "aim": policy.count("duties.aim"),
        "tab": tab,
        "stack": list(_stack(book.whole)),
        **_places(want, wanted, branch, known),
    }
    return partial.render(request, "desk/promises.html", values, part="content")


@require_safe
@signed_in
def listed(request: Signed) -> HttpResponse:
    """Show the promises behind a figure, the first due first."""
    want, wanted, branch, known = _wanted(request)
    found = _found(want, wanted)
    rows = list(_kept(request, found[: SHOWN + 1], wanted))
    values = {
        "rows": rows[:SHOWN],
        "more": len(rows) > SHOWN,
        "total": found.count(),
        "asked": want,
        "choices": CHOICES.items(),
        "clauses": CLAUSES,
        "clause": policies.clause(policies.at(wanted.now), want.clause) if want.clause else None,
        "sees_journal": access.may_somewhere(request.user, "journal.see"),
        "exports": exporting.tables(
            request, *(reverse("desk:promises-export", args=[ending]) for ending in exporting.ENDINGS)
        ),
        **_places(want, wanted, branch, known),
    }
    return partial.render(request, "desk/promises_list.html", values)


@require_safe
@signed_in
def exported(request: Signed, ending: str) -> HttpResponse:
    """Give the promises behind a figure as a table."""
    want, wanted, _branch, _known = _wanted(request)
    rows = _kept(request, _found(want, wanted)[:EXPORTED], wanted)
    return exporting.table(
        request, f"promises-{want.month:%Y-%m}", ending, HEADS, (row.cells() for row in rows)
    )


def _wanted(request: Signed) -> tuple[Asked, Wanted, Branch | None, list[Branch]]:
    known = branches_of(request.user, "duty.see")
    now, zone = clock.now(), zone_of(request.user)
    want = asked(request.GET, now.astimezone(zone).date())
    branch = next((each for each in known if each.code == want.branch), None)
    if want.branch and branch is None:
        raise not_found("branch")
    duties = visible(request.user)
    of_branch = duties.filter(branch=branch) if branch else duties
    return want, Wanted(of_branch, want.month, zone, now), branch, known


def _tabs() -> Iterable[tuple[str, Words]]:
    return [(WITH_LATE, w("有迟的", "Some late")), *TAB_WORDS.items()]


def _places(want: Asked, wanted: Wanted, branch: Branch | None, known: list[Branch]) -> dict[str, Any]:
    """Return what both pages need: month and branch as chosen, and the address of the list."""
    query = {"month": f"{want.month:%Y-%m}", **({"branch": branch.code} if branch else {})}
    today = wanted.now.astimezone(wanted.zone).date().replace(day=1)
    months = [queries.back(today, n) for n in range(queries.MONTHS)]
    offered = months if want.month in months else [*months, want.month]
    return {
        "month_said": moments.month(want.month),
        "months": [(f"{each:%Y-%m}", moments.month(each), each == want.month) for each in offered],
        "branch": branch,
        "branches": known,
        "list_address": f"{reverse('desk:promises-list')}?{urlencode(query)}",
        "address": f"{reverse('desk:promises')}?{urlencode(query)}",
        "here": "promises",
    }


def _stack(whole: Tally) -> Iterator[tuple[str, int, int]]:
    """Yield the parts of the bar: class, where it begins, how wide it is; together all promises."""
    x = 0
    for kind, width in (
        ("kept", whole.kept),
        ("late", whole.missed),
        ("open", whole.waiting),
        ("excused", whole.excused),
    ):
        yield kind, x, width
        x += width


def _opened(request: Signed, wanted: Wanted, clause: str, known: list[Branch]) -> dict[str, Any]:
    named = {each.code: each.words for each in known}
    missed = wanted.of_month.filter(_standing((Standing.LATE, Standing.OVERDUE), wanted), clause=clause)
    return {
        "late": list(_kept(request, missed.order_by("due_at", "id")[:SHOWN_LATE], wanted)),
        "branches": [(code, named.get(code, code), one) for code, one in queries.branches(wanted, clause)],
        "people": queries.people(wanted, clause),
    }


def _found(want: Asked, wanted: Wanted) -> QuerySet[Duty]:
    found = wanted.of_month.filter(_standing(want.standings, wanted))
    exact = {"clause": want.clause, "owner__username": want.person}
    return found.filter(**{name: value for name, value in exact.items() if value}).order_by("due_at", "id")


def _standing(standings: Iterable[Standing], wanted: Wanted) -> Q:
    any_of = Q()
    for each in standings:
        any_of |= stands(each, wanted.now)
    return any_of


def _kept(request: Signed, duties: QuerySet[Duty], wanted: Wanted) -> Iterator[Kept]:
    rows = list(duties)
    calls = calls_of(rows) if access.may_somewhere(request.user, "call.see") else {}
    for duty in rows:
        yield Kept(duty, calls.get(duty.subject_key), wanted.now)
