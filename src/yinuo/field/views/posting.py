"""How a form of the field is taken: once per key, on its version, refusals back into the form."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from yinuo.calls.access import voucher_for, voucher_to_work_on
from yinuo.calls.commands import gate
from yinuo.calls.states import STATE_WORDS
from yinuo.desk import doing
from yinuo.journal.queries import timeline
from yinuo.lib.refusal import Conflict
from yinuo.lib.words import w
from yinuo.people.access import Signed, signed_in
from yinuo.web import moments, partial
from yinuo.web.forms import version_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from yinuo.calls.commands.gate import Deed
    from yinuo.calls.models import Voucher
    from yinuo.journal.models import Entry
    from yinuo.lib.words import Words
    from yinuo.people.models import User
    from yinuo.web.forms import Form

mine = voucher_to_work_on

CHANGED = w(
    "{name} {clock} 改过这一单，您写的还没保存。",
    "{name} changed this job at {clock}; yours is not saved yet.",
)
STALE = {
    "state": w("状态", "State"),
    "arrived_at": w("到达", "Arrival"),
    "arrival_due_at": w("应到", "Due"),
}


def take(
    request: Signed,
    form: Form,
    number: str,
    work: Callable[[Voucher, Deed], str],
    allowed: Callable[[User, str], Voucher] = voucher_to_work_on,
) -> HttpResponse | None:
    """Do `work` on voucher `number` once and go where it says; None when the form shows what was refused."""
    if not form.is_valid():
        return None
    with form.refusals():
        version = version_of(request)

        def held() -> str:
            voucher = allowed(request.user, number)
            _hold(number, version)
            return work(voucher, doing.deed(request))

        return partial.go(request, doing.once_only(request, held))
    return None


def step(view: Callable[[Signed, str], HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Let a step be taken by posting only; whoever opens its address is led to the job."""

    @wraps(view)
    def guarded(request: Signed, number: str) -> HttpResponse:
        if request.method == "POST":
            return view(request, number)
        found = voucher_for(request.user, number)
        return HttpResponseRedirect(reverse("field:job", args=[found.number]))

    return require_http_methods(["GET", "HEAD", "POST"])(signed_in(guarded))


def _hold(number: str, version: int) -> None:
    """Lock the call; Conflict unless all that happened since `version` was about its other vouchers."""
    job = gate.open_job(number, None)
    since = timeline(job.call.SUBJECT, job.call.number).filter(sequence__gt=version)
    lines = [line for line in since if line.details.get("voucher", number) == number]
    if job.call.version == version or (job.call.version > version and not lines):
        return
    try:
        gate.open_job(number, version)
    except Conflict as conflict:
        words = _changed(lines[-1]) if lines else conflict.words
        raise Conflict(conflict.code, words, difference=_told(conflict.difference)) from None


def _changed(line: Entry) -> Words:
    return CHANGED.format(name=line.by_name, clock=moments.clock(line.at, timezone.get_current_timezone()))


def _told(difference: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, object]]:
    return {
        str(STALE[field]): {side: _said(pair.get(side)) for side in ("yours", "now")}
        for field, pair in difference.items()
        if field in STALE
    }


def _said(value: object) -> object:
    return {str(state): words for state, words in STATE_WORDS.items()}.get(str(value), value)
