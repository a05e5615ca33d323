"""Lists of what is not finished, with the moves in place: receive, file, confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from yinuo.calendars.queries import working_calendar
from yinuo.calls import access as calls_access
from yinuo.calls import commands as calls
from yinuo.desk import exporting, lines
from yinuo.desk.chips import Chips
from yinuo.desk.doing import deed, once_only
from yinuo.desk.forms.lists import Picked
from yinuo.desk.queries import lists as queries
from yinuo.desk.where import branches_of, chosen
from yinuo.journal.commands import not_found
from yinuo.lib.words import w
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.web import clock, partial, typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from yinuo.calls.commands.gate import Deed
    from yinuo.calls.models import Call, Voucher
    from yinuo.desk.queries.lists import Line
    from yinuo.people.models import Branch

PAGE = 200
EXPORTED_MOST = 20_000
DEEDS = {"receive": "call.file", "file": "call.file", "confirm": "signature.confirm"}
MOVES = {"undispatched": (), "unsigned": ("confirm",), "unfiled": ("receive", "file")}
DONE = {
    "receive": w("收回了 {count} 张凭证。", "Vouchers received: {count}."),
    "file": w("归档了 {count} 张凭证。", "Vouchers filed: {count}."),
    "confirm": w("确认了 {count} 张未签字。", "Missing signatures confirmed: {count}."),
}
HEADS = (
    w("凭证", "Voucher"),
    w("客户", "Customer"),
    w("机型", "Model"),
    w("序号", "Serial"),
    w("技术员", "Technician"),
    w("完成", "Done"),
    w("签字", "Signature"),
    w("收回", "Received"),
    w("还差", "Missing"),
)


@require_safe
@signed_in
def first(request: Signed) -> HttpResponse:
    """Go to the list of who files: what is not filed; everybody else to the undispatched."""
    kind = "unfiled" if access.may_somewhere(request.user, "call.file") else "undispatched"
    return partial.go(request, reverse("desk:list", args=[kind]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def shown(request: Signed, kind: str) -> HttpResponse:
    """Show a list; or do a move with the vouchers that were picked, all of them or none."""
    branch, known = _branch(request, kind)
    form = Picked(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return partial.go(request, once_only(request, lambda: _moved(request, kind, branch, form)))
    values = _context(request, kind, branch, known)
    return partial.render(request, "desk/lists.html", {**values, "form": form}, status=form.status)


@require_safe
@signed_in
def exported(request: Signed, kind: str, ending: str) -> HttpResponse:
    """Give the list as a file."""
    branch, _known = _branch(request, kind)
    seen = calls_access.visible(request.user)
    name = f"{kind}-{branch.code}"
    if kind == "undispatched":
        waiting = queries.undispatched(seen, branch.pk)[:EXPORTED_MOST]
        return exporting.table(request, name, ending, lines.EXPORTED, lines.exported(waiting))
    found = queries.vouchers(kind, seen, branch.pk)[:EXPORTED_MOST]
    return exporting.table(request, name, ending, HEADS, (_cells(queries.line(each)) for each in found))


def _branch(request: Signed, kind: str) -> tuple[Branch, list[Branch]]:
    if kind not in queries.KINDS:
        raise not_found("list")
    known = branches_of(request.user, "call.see")
    return chosen(known, typed.text(request.GET, "branch"), request.user), known


def _context(request: Signed, kind: str, branch: Branch, known: list[Branch]) -> dict[str, Any]:
    seen = calls_access.visible(request.user)
    counts = queries.numbers(seen, branch.pk)
    asked = {"branch": branch.code} if "branch" in request.GET else {}
    moves = [each for each in MOVES[kind] if access.may(request.user, DEEDS[each], branch_id=branch.pk)]
    return {
        "kind": kind,
        "title": queries.KINDS[kind],
        "branch": branch,
        "branches": known,
        "branch_zone": working_calendar(branch.calendar_id).zone,
        "tabs": [(words, counts[each], _address(each, asked), each == kind) for each, words in _kinds()],
        "rows": _rows(kind, seen, branch),
        "more": max(0, counts[kind] - PAGE),
        "moves": moves,
        "sees_days": access.may(request.user, "call.see", branch_id=branch.pk),
        "may_export": access.may_somewhere(request.user, "export"),
        "may_dispatch": access.may(request.user, "call.dispatch", branch_id=branch.pk),
        "here": "lists",
    }


def _kinds() -> Iterable[tuple[str, Any]]:
    return queries.KINDS.items()


def _rows(kind: str, seen: QuerySet[Call], branch: Branch) -> list[Any]:
    if kind == "undispatched":
        return lines.rows(queries.undispatched(seen, branch.pk)[:PAGE], Chips(clock.now()))
    return [queries.line(each) for each in queries.vouchers(kind, seen, branch.pk)[:PAGE]]


def _address(kind: str, asked: dict[str, str]) -> str:
    query = f"?{urlencode(asked)}" if asked else ""
    return reverse("desk:list", args=[kind]) + query


def _moved(request: Signed, kind: str, branch: Branch, form: Picked) -> str:
    move = form.cleaned_data["move"]
    vouchers = [calls_access.voucher_for(request.user, each, DEEDS[move]) for each in form.picked]
    _MOVE[move](vouchers, form.versions(request.POST), deed(request))
    partial.said(request, DONE[move].format(count=len(vouchers)))
    return _address(kind, {"branch": branch.code} if "branch" in request.GET else {})


def _receive(vouchers: list[Voucher], versions: dict[str, int], by: Deed) -> None:
    _each(vouchers, versions, by, calls.receive)


def _confirm(vouchers: list[Voucher], versions: dict[str, int], by: Deed) -> None:
    _each(vouchers, versions, by, calls.confirm_unsigned)


def _file(vouchers: list[Voucher], versions: dict[str, int], by: Deed) -> None:
    for number in dict.fromkeys(each.call.number for each in vouchers):
        calls.file_call(number=number, version=versions.get(number), deed=by)


def _each(vouchers: list[Voucher], versions: dict[str, int], by: Deed, move: Callable[..., Voucher]) -> None:
    """Do a move for each voucher; one call's later vouchers go on from the version its earlier ones left."""
    for voucher in vouchers:
        number = voucher.call.number
        versions[number] = move(number=voucher.number, version=versions.get(number), deed=by).call.version


_MOVE = {"receive": _receive, "file": _file, "confirm": _confirm}


def _cells(line: Line) -> list[object]:
    row = line.voucher
    return [
        row.number,
        row.call.customer.name,
        row.device.product_model.words if row.device else "",
        row.device.serial if row.device else "",
        line.technician,
        row.done_at,
        line.signature,
        row.received_at,
        line.lacking or "",
    ]
