"""The service handbook: problems and their solutions, searched, read, written (P2.5, S1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yinuo.desk import exporting
from yinuo.desk.changing import Panel
from yinuo.desk.doing import deed, once_only
from yinuo.desk.forms.handbook import Entry
from yinuo.desk.where import asked
from yinuo.devices.queries import product_model
from yinuo.handbook.commands import write_problem
from yinuo.handbook.queries import search
from yinuo.journal.commands import not_found
from yinuo.lib.refusal import invalid
from yinuo.lib.words import w
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.people.queries import zone_of
from yinuo.web import partial

if TYPE_CHECKING:
    from django.http import HttpResponse

    from yinuo.handbook.models import Problem

PAGE = 50
EXPORTED_MOST = 20_000
HEADS = (
    w("号码", "Number"),
    w("机型", "Model"),
    w("现象", "Symptom"),
    w("原因", "Cause"),
    w("解决办法", "Solution"),
    w("来自", "Learned on"),
    w("写于", "Written at"),
    w("写的人", "Written by"),
)
UNKNOWN_MODEL = w("没有这个机型；空着表示不限机型。", "There is no such model; leave it empty for any model.")


@require_safe
@signed_in
def handbook(request: Signed) -> HttpResponse:
    """Show a page of entries; an htmx request gets the rows only."""
    access.require_somewhere(request.user, "handbook.see")
    return partial.render(request, "desk/handbook.html", _list(request), part="rows")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: Signed) -> HttpResponse:
    """Write an entry, and go on to it."""
    access.require_somewhere(request.user, "handbook.write")
    form = Entry(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return partial.go(request, once_only(request, lambda: _written(request, form)))
    panel = Panel(
        w("写进手册", "Write an entry"),
        form,
        reverse("desk:handbook-new"),
        reverse("desk:handbook"),
        w("写进手册", "Write the entry"),
    )
    return partial.render(
        request, "desk/handbook.html", {**_list(request), "panel": panel}, status=form.status
    )


@require_safe
@signed_in
def entry(request: Signed, number: str) -> HttpResponse:
    """Show one entry."""
    access.require_somewhere(request.user, "handbook.see")
    found = search("").filter(number=number).first()
    if found is None:
        raise not_found("entry")
    alike = search("").filter(product_model=found.product_model).exclude(pk=found.pk)[:5]
    values = {"entry": found, "alike": alike, "person_zone": zone_of(request.user), "here": "handbook"}
    return partial.render(request, "desk/handbook_entry.html", values)


@require_safe
@signed_in
def exported(request: Signed, ending: str) -> HttpResponse:
    """Give the entries that are looked at as a table."""
    access.require_somewhere(request.user, "handbook.see")
    found = search(asked(request, "q"))[:EXPORTED_MOST]
    return exporting.table(request, "handbook", ending, HEADS, (_cells(each) for each in found))


def _list(request: Signed) -> dict[str, Any]:
    text = asked(request, "q")
    found = search(text)
    after = asked(request, "after")
    if after.isascii() and after.isdigit() and len(after) < 19:
        found = found.filter(pk__lt=int(after))
    rows = list(found[: PAGE + 1])
    return {
        "rows": rows[:PAGE],
        "after": rows[PAGE - 1].pk if len(rows) > PAGE else "",
        "q": text,
        "person_zone": zone_of(request.user),
        "may_write": access.may_somewhere(request.user, "handbook.write"),
        "exports": exporting.tables(
            request, *(reverse("desk:handbook-export", args=[kind]) for kind in ("xlsx", "csv"))
        ),
        "here": "handbook",
    }


def _written(request: Signed, form: Entry) -> str:
    told, by = form.cleaned_data, deed(request)
    code = told["product_model"]
    model = product_model(code) if code else None
    if code and model is None:
        raise invalid("product_model", UNKNOWN_MODEL, "unknown_model")
    written = write_problem(
        product_model=model,
        symptom=told["symptom"],
        cause=told["cause"],
        solution=told["solution"],
        by=by.by,
        at=by.at,
    )
    return reverse("desk:handbook-entry", args=[written.number])


def _cells(row: Problem) -> list[object]:
    model = row.product_model.words if row.product_model else ""
    return [
        row.number,
        model,
        row.symptom,
        row.cause,
        row.solution,
        row.learned_on,
        row.written_at,
        row.written_by,
    ]
