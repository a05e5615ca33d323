"""Working calendars: the week, the special days of a year, missing years, and the import of days."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yinuo.calendars.commands import import_days
from yinuo.calendars.models import Calendar
from yinuo.calendars.queries import as_day, missing_years
from yinuo.desk.changing import Panel
from yinuo.desk.doing import deed, once_only
from yinuo.desk.forms.calendars import Days
from yinuo.journal.commands import not_found
from yinuo.lib.words import w
from yinuo.lib.worktime import DAY_WORDS, WEEKDAY_WORDS, week_from_json
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.people.queries import zone_of
from yinuo.web import clock, partial, typed

if TYPE_CHECKING:
    from django.http import HttpResponse

YEAR = re.compile(r"[1-9][0-9]{3}")
IMPORTED = w(
    "加了 {added} 天，改了 {changed} 天，去掉 {removed} 天。",
    "Days added: {added}, changed: {changed}, taken out: {removed}.",
)


@require_safe
@signed_in
def calendars(request: Signed) -> HttpResponse:
    """Show every calendar with its week and the years that are known."""
    access.require_somewhere(request.user, "policy.see")
    rows = Calendar.objects.prefetch_related("known_years")
    values = {
        "rows": [(row, hours_of(row)) for row in rows],
        "missing": missing_years(clock.now()),
        "may_edit": access.may(request.user, "calendar.edit"),
        "here": "settings",
    }
    return partial.render(request, "desk/calendars.html", values)


@require_safe
@signed_in
def calendar(request: Signed, code: str) -> HttpResponse:
    """Show one calendar and the special days of a year."""
    access.require_somewhere(request.user, "policy.see")
    return _page(request, _calendar(code), None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def days(request: Signed, code: str) -> HttpResponse:
    """Import special days; every row that can't be taken is named, and then nothing is written."""
    access.require(request.user, "calendar.edit")
    row = _calendar(code)
    form = Days(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return partial.go(request, once_only(request, lambda: _imported(request, row, form)))
    panel = Panel(
        w("导入节假日与调休", "Import special days"),
        form,
        request.path,
        reverse("desk:calendar", args=[row.code]),
        w("导入这些日子", "Import the days"),
    )
    return _page(request, row, panel)


def hours_of(row: Calendar) -> list[tuple[Any, str]]:
    """Return each weekday with its opening windows in words."""
    week = week_from_json(row.week)
    return [(WEEKDAY_WORDS[day], "、".join(str(each) for each in week.days[day])) for day in range(7)]


def _calendar(code: str) -> Calendar:
    found = Calendar.objects.filter(code=code).prefetch_related("known_years").first()
    if found is None:
        raise not_found("calendar")
    return found


def _page(request: Signed, row: Calendar, panel: Panel | None) -> HttpResponse:
    today = clock.now().astimezone(zone_of(request.user)).date()
    known = sorted(each.year for each in row.known_years.all())
    wanted = typed.text(request.GET, "year")
    year = int(wanted) if YEAR.fullmatch(wanted) else today.year
    special = list(row.special_days.filter(day__year=year))
    values = {
        "calendar": row,
        "hours": hours_of(row),
        "year": year,
        "years": sorted({*known, today.year, today.year + 1}),
        "known": year in known,
        "days": [(each, DAY_WORDS[as_day(each).kind]) for each in special],
        "missing": [each for each in missing_years(clock.now()) if each.code == row.code],
        "may_edit": access.may(request.user, "calendar.edit"),
        "may_see_journal": access.may_somewhere(request.user, "journal.see"),
        "problems": _problems(panel),
        "panel": panel,
        "here": "settings",
    }
    return partial.render(request, "desk/calendar.html", values, status=panel.form.status if panel else 200)


def _problems(panel: Panel | None) -> list[tuple[str, Any]]:
    refusal = panel.form.refusal if panel else None
    if refusal is None:
        return []
    rows = {name.removeprefix("row-"): words for name, words in refusal.fields.items() if name[:4] == "row-"}
    return list(rows.items())


def _imported(request: Signed, row: Calendar, form: Days) -> str:
    by = deed(request)
    done = import_days(row, rows=form.rows, complete_years=form.complete_years, by=by.by, at=by.at)
    partial.said(
        request,
        IMPORTED.format(added=len(done.added), changed=len(done.changed), removed=len(done.removed)),
    )
    return reverse("desk:calendar", args=[row.code])
