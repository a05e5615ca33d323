"""The quick entry beside the register: who calls, which device, what is wrong, until when, registered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yinuo.agreements.states import CATEGORY_WORDS, Category
from yinuo.calendars.queries import working_calendar
from yinuo.calls.commands.intake import DeviceLine, Intake, judge_intake, take_in
from yinuo.calls.rules import approval
from yinuo.calls.states import Channel, Injury, Kind
from yinuo.customers import access as customers_access
from yinuo.customers.queries import search
from yinuo.desk import reasons
from yinuo.desk.doing import once_only
from yinuo.desk.forms.entry import Entry
from yinuo.desk.queries.caller import NO_DEVICE, OTHER, Caller
from yinuo.desk.queries.caller import caller as known_caller
from yinuo.desk.views import register
from yinuo.devices import access as devices_access
from yinuo.handbook.queries import suggestions
from yinuo.journal.commands import not_found
from yinuo.lib.refusal import invalid
from yinuo.lib.words import w
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.web import clock, partial
from yinuo.web.typed import text, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse, QueryDict

    from yinuo.calls.commands.registering import Judged
    from yinuo.lib.words import Words
    from yinuo.people.models import Branch

WHICH = w("请选一台，或选「没有设备」。", "Choose a device, or “no device”.")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: Signed) -> HttpResponse:
    """Show the panel beside the list; or take the call in, once, and go on to the list or to its dispatch."""
    branch = _branch(request)
    form = Entry(request.POST or None, zone=working_calendar(branch.calendar_id).zone)
    known = _known(request, branch, request.POST)
    form.take_caller(known)
    form.expect(known, texts(request.POST, "devices"))
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            _check_picked(form, known)
            return partial.go(request, once_only(request, lambda: _taken_in(request, form, known, branch)))
    values: dict[str, Any] = {
        "entry": True,
        "form": form,
        "known": known,
        "may_dispatch": access.may(request.user, "call.dispatch", branch_id=branch.pk),
        **_shown(request.POST),
    }
    if partial.is_partial(request):
        book = register.book_of(request.user, request.GET)
        return render(request, "desk/entry.html", {**values, "book": book})
    whole = {**register.context(request), **values}
    return partial.render(request, "desk/register.html", whole, status=form.status)


@require_safe
@signed_in
def caller(request: Signed) -> HttpResponse:
    """Say who calls from the number typed, with devices and cover; or ask for a new customer."""
    branch = _branch(request)
    form = Entry(initial=request.GET.dict())
    known = _known(request, branch, request.GET)
    form.expect(known, texts(request.GET, "devices"))
    values = {"form": form, "known": known, **_shown(request.GET)}
    answer = render(request, "desk/entry_caller.html", values)
    answer["HX-Trigger-After-Settle"] = "caller"
    return answer


@require_safe
@signed_in
def names(request: Signed) -> HttpResponse:
    """Name customers on record who may be the one whose name is being typed."""
    _branch(request)
    typed = text(request.GET, "customer_name", 80)
    mine = customers_access.visible(request.user).values("pk")
    found = search(typed).filter(pk__in=mine)[:5] if len(typed) > 1 else []
    return render(request, "desk/entry_names.html", {"named": found})


@require_safe
@signed_in
def judged(request: Signed) -> HttpResponse:
    """Say category, due time of arrival and whether a named yes is needed, while typing."""
    branch = _branch(request)
    asked, result = _judge(request, branch)
    kinds = dict.fromkeys(each.category for each in result.covers)
    values = {
        "judged": result,
        "chosen": CATEGORY_WORDS[asked.category] if asked.category else None,
        "categories": [CATEGORY_WORDS[Category(each)] for each in kinds],
        "approval": _approval(asked, result, branch),
        "query": request.GET.urlencode(),
        "branch_zone": working_calendar(branch.calendar_id).zone,
    }
    return render(request, "desk/entry_outcome.html", values)


@require_safe
@signed_in
def why(request: Signed, what: str) -> HttpResponse:
    """Answer why the due time, or the category, is what the panel shows."""
    branch = _branch(request)
    _asked, result = _judge(request, branch)
    if what == "due" and result.due:
        told = reasons.of_due("G14", *result.due, working_calendar(branch.calendar_id).zone)
    elif what == "category" and result.covers:
        told = reasons.of_cover(result.covers[0], result.policy)
    else:
        raise not_found("why")
    return partial.render(request, "web/why.html", {"why": told}, part="why")


@require_safe
@signed_in
def tips(request: Signed) -> HttpResponse:
    """Suggest earlier solutions from the handbook while the fault is typed (S1.8)."""
    access.require_somewhere(request.user, "handbook.see")
    picked = texts(request.GET, "devices", count=20)
    device = devices_access.visible(request.user).filter(number__in=picked).first()
    found = suggestions(
        fault=text(request.GET, "fault", 2000),
        product_model_id=device.product_model_id if device else None,
    )
    return render(request, "desk/entry_tips.html", {"found": found})


def _taken_in(request: Signed, form: Entry, known: Caller, branch: Branch) -> str:
    intake = _intake(form.cleaned_data, known)
    call = take_in(intake, branch=branch, by=request.user, at=clock.now())
    if text(request.POST, "then") == "dispatch":
        return reverse("desk:dispatch-call", args=[call.number])
    query = f"&branch={branch.code}" if "branch" in request.GET else ""
    return f"{reverse('desk:register')}?fresh={call.number}{query}"


def _intake(typed: dict[str, Any], known: Caller) -> Intake:
    """Return what was taken down as the commands take it; half of it may still be missing while typing."""
    category = typed.get("category")
    return Intake(
        fault=typed.get("fault", ""),
        reported_at=typed.get("reported_at") or clock.now(),
        customer=known.customer,
        site=known.site,
        customer_name="" if known.customer else typed.get("customer_name", ""),
        phone=typed.get("phone", ""),
        contact_name=typed.get("contact_name") or (known.contact.name if known.contact else ""),
        address="" if known.customer else typed.get("address", ""),
        devices=tuple(_lines(typed, known)),
        channel=Channel(typed.get("channel") or Channel.TELEPHONE),
        kind=Kind(typed.get("kind") or Kind.BREAKDOWN),
        zone=typed.get("zone") or "",
        injury=Injury(typed.get("injury") or Injury.NO),
        category=Category(category) if category else None,
        category_override=typed.get("category_override", ""),
    )


def _lines(typed: dict[str, Any], known: Caller) -> Iterator[DeviceLine]:
    """Yield the devices picked, and the one that was typed; none when the call is about no device."""
    picked = typed.get("devices") or []
    owned = {each.device.number: each.device for each in known.owned}
    for number in picked:
        if number in owned:
            yield DeviceLine(device=owned[number])
    if OTHER in picked or not owned:
        line = DeviceLine(
            product_model=typed.get("product_model", ""),
            serial=typed.get("serial", ""),
            department=typed.get("department", ""),
        )
        if line.product_model or line.serial:
            yield line


def _check_picked(form: Entry, known: Caller) -> None:
    """Refuse a call of a customer with devices that says neither which nor that there is none."""
    if known.owned and not form.cleaned_data["devices"]:
        raise invalid("devices", WHICH, "device_needed")


def _branch(request: Signed) -> Branch:
    branch = register.book_of(request.user, request.GET).branch
    access.require(request.user, "call.register", branch_id=branch.pk)
    return branch


def _known(request: Signed, branch: Branch, typed: QueryDict) -> Caller:
    return known_caller(
        phone=text(typed, "phone", 40),
        contact=text(typed, "contact"),
        number=text(typed, "customer"),
        customers=customers_access.visible(request.user),
        branch=branch,
        now=clock.now(),
    )


def _shown(typed: QueryDict) -> dict[str, Any]:
    picked = texts(typed, "devices")
    return {"picked": picked, "other_device": OTHER in picked, "no_device": NO_DEVICE in picked}


def _judge(request: Signed, branch: Branch) -> tuple[Intake, Judged]:
    form = Entry(request.GET, zone=working_calendar(branch.calendar_id).zone)
    known = _known(request, branch, request.GET)
    form.take_caller(known)
    form.is_valid()
    intake = _intake(form.cleaned_data, known)
    known_lines = tuple(line for line in intake.devices if line.device)
    return intake, judge_intake(replace(intake, devices=known_lines), branch=branch)[1]


def _approval(asked: Intake, result: Judged, branch: Branch) -> Words | None:
    return approval.needed(
        result.policy,
        kind=asked.kind,
        expected_cost=None,
        free_outside_cover=asked.category in (Category.WARRANTY, Category.CONTRACT),
        outside_region=asked.customer is not None and asked.customer.branch_id != branch.pk,
    )
