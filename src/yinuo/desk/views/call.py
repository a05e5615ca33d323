"""The page of one call: what happened, what is next, and every move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yinuo.calendars.queries import working_calendar
from yinuo.calls import access as calls_access
from yinuo.calls.states import STATE_WORDS, State
from yinuo.customers.states import ZONE_WORDS, Zone
from yinuo.desk import differences, evidence, moves, reasons, timeline
from yinuo.desk.chips import Chips
from yinuo.desk.doing import deed, once_only
from yinuo.desk.forms.moves import Amend, ConfirmZone, ToHandbook
from yinuo.desk.lines import categories
from yinuo.desk.moves import Doing, Move
from yinuo.desk.queries.call import Sight, sight
from yinuo.desk.rules import marked, unlike
from yinuo.desk.timeline import Reader
from yinuo.journal.commands import not_found
from yinuo.lib.refusal import Conflict, Refusal
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.policy import queries as policies
from yinuo.web import clock, forms, partial, sending, typed

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from yinuo.web.forms import Form

BESIDE = 2
PRIMARY = ("approve", "assess", "solve", "confirm-unsigned", "file", "receive")


@require_safe
@signed_in
def call(request: Signed, number: str) -> HttpResponse:
    """Show the call with one of its vouchers in front."""
    seen = _sight(request, number)
    return partial.render(request, "desk/call.html", context(request, seen), part="content")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def move(request: Signed, number: str, verb: str) -> HttpResponse:
    """Show what a move asks for; or make it, once, and go back. A refusal keeps what was typed."""
    seen = _sight(request, number)
    made = moves.BY_VERB.get(verb)
    if made is None:
        raise not_found("move")
    own = calls_access.owns(request.user, seen.voucher)
    access.require(request.user, made.deed, branch_id=seen.call.branch_id, own=own)
    form = _form(request, made, seen)
    if request.method == "POST" and form.is_valid():
        try:
            return partial.go(request, once_only(request, lambda: _made(request, made, seen, form)))
        except Conflict as refusal:
            zone = working_calendar(seen.call.branch.calendar_id).zone
            form.add_refusal(differences.in_words(refusal, zone))
        except Refusal as refusal:
            form.add_refusal(refusal)
    values = {"seen": seen, "move": made, "form": form, "here": "register", **_names(seen)}
    return partial.render(request, "desk/move.html", values, part="form", status=form.status)


@require_safe
@signed_in
def why(request: Signed, number: str, what: str) -> HttpResponse:
    """Answer why the arrival is due then, or why a voucher has its category."""
    seen = _sight(request, number)
    zone = working_calendar(seen.call.branch.calendar_id).zone
    if what == "due" and seen.call.arrival_due_at:
        told = reasons.of_due("G14", seen.call.arrival_due_at, seen.call.arrival_due_why, zone)
    elif what == "category":
        told = reasons.of_category(seen.voucher, policies.numbered(seen.call.policy_version))
    else:
        raise not_found("why")
    return partial.render(request, "web/why.html", {"why": told}, part="why")


@require_safe
@signed_in
def file(request: Signed, number: str, attachment: int) -> HttpResponseBase:
    """Give a file of the call, to be kept."""
    kept = calls_access.attachment_for(request.user, attachment)
    if not kept.voucher.number.startswith(f"{number}-") or not default_storage.exists(kept.path):
        raise not_found("file")
    return sending.kept(default_storage.open(kept.path), name=kept.name, kind=kept.media_type)


def context(request: Signed, seen: Sight) -> dict[str, Any]:
    """Return what the page shows."""
    now = clock.now()
    chips = Chips(now)
    zone = working_calendar(seen.call.branch.calendar_id).zone
    several = len(seen.vouchers) > 1
    found = seen.record.found if seen.record else ""
    return {
        **_names(seen),
        "sees_duties": access.may(request.user, "duty.see", branch_id=seen.call.branch_id),
        "seen": seen,
        "branch_zone": zone,
        "chip": chips.of_call(seen.call),
        "events": timeline.events(seen.entries, Reader(zone, now, several, evidence.items(seen.record))),
        "asked": marked(seen.call.fault, found),
        "found": marked(found, seen.call.fault),
        "unlike": unlike(found, seen.call.fault),
        "next_duty": seen.next_duty(request.user),
        "state": STATE_WORDS[State(seen.call.state)],
        "zone_words": ZONE_WORDS[Zone(seen.call.zone)],
        "category": categories([seen.voucher]),
        "here": "register",
        **_proof(seen, chips),
        **_bar(request, seen),
    }


def _proof(seen: Sight, chips: Chips) -> dict[str, Any]:
    signed = [evidence.Signed(each) for each in seen.voucher.signatures.all()]
    return {
        "readings": list(evidence.readings(seen.record)),
        "parts": evidence.parts(seen.record),
        "spent": evidence.spent(seen.record),
        "boxes": evidence.boxes(seen.voucher),
        "signatures": signed,
        "standing": next((each for each in reversed(signed) if not each.row.superseded), None),
        "escalations": [evidence.Feedback(each) for each in seen.voucher.escalations.all()],
        "duties": evidence.owed(seen.duties, chips),
        "services": [evidence.Service(each) for each in seen.services],
    }


def _names(seen: Sight) -> dict[str, Any]:
    address = reverse("desk:call", args=[seen.call.number])
    position = seen.voucher.position
    return {"call": seen.call, "voucher": seen.voucher, "address": address, "position": position}


def _bar(request: Signed, seen: Sight) -> dict[str, Any]:
    """Return the action bar: the next step, the moves beside it, the rest, and what is refused and why."""
    open_ones = moves.open_moves(request.user, seen.voucher)
    lacking = moves.lacking(seen.call) if any(each.verb == "file" for each in open_ones) else None
    refused = [each for each in open_ones if each.verb == "file" and lacking]
    free = [each for each in open_ones if each not in refused]
    dispatch = _may_dispatch(request, seen)
    first = next((each for each in free if each.verb in PRIMARY), None) if not dispatch else None
    others = [each for each in free if each is not first]
    return {
        "dispatch": reverse("desk:dispatch-call", args=[seen.call.number]) if dispatch else "",
        "first": first,
        "beside": others[:BESIDE],
        "others": others,
        "refused": refused,
        "lacking": lacking,
        "dialogs": [(each, _form_shown(each, seen)) for each in free if each.asks and not each.page],
    }


def _may_dispatch(request: Signed, seen: Sight) -> bool:
    may = access.may(request.user, "call.dispatch", branch_id=seen.call.branch_id)
    return may and seen.call.state in (State.REGISTERED, State.DISPATCHED)


def _sight(request: Signed, number: str) -> Sight:
    call_ = calls_access.call_for(request.user, number)
    asked = typed.text(request.POST, "voucher") or typed.text(request.GET, "voucher")
    place = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0
    return sight(call_, place, request.user)


def _form(request: Signed, made: Move, seen: Sight) -> Form:
    if request.method != "POST":
        return _form_shown(made, seen)
    zone = working_calendar(seen.call.branch.calendar_id).zone
    return made.form(request.POST, request.FILES, zone=zone, auto_id=f"{made.verb}_%s")


def _form_shown(made: Move, seen: Sight) -> Form:
    zone = working_calendar(seen.call.branch.calendar_id).zone
    return made.form(initial=_initial(made, seen), zone=zone, auto_id=f"{made.verb}_%s")


def _initial(made: Move, seen: Sight) -> dict[str, Any]:
    record = seen.record
    if made.form is ConfirmZone:
        return {"zone": seen.call.zone}
    if made.form is Amend and record:
        return {name: getattr(record, name) for name in Amend.base_fields if name != "reason"}
    if made.form is ToHandbook and record:
        return {"symptom": seen.call.fault[:400], "cause": record.cause, "solution": record.work}
    return {}


def _made(request: Signed, made: Move, seen: Sight, form: Form) -> str:
    doing = Doing(
        call=seen.call.number,
        voucher=seen.voucher.number,
        version=forms.version_of(request),
        typed=form.cleaned_data,
        deed=deed(request),
    )
    made.do(doing)
    tab = f"?voucher={seen.voucher.position}" if len(seen.vouchers) > 1 else ""
    return reverse("desk:call", args=[seen.call.number]) + tab
