"""The call register read: pages of calls, and what one should know while registering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F

from yinuo.calls.models import Call, CallWords, DayClose, Voucher
from yinuo.calls.rules.naming import mark
from yinuo.calls.states import OPEN, State
from yinuo.finding.queries import having, newest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from yinuo.people.models import Branch


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which calls of the register are wanted; empty fields don't narrow."""

    status: str = ""
    text: str = ""
    due_before: datetime | None = None
    day: date | None = None
    kind: str = ""
    category: str = ""


def narrowed(calls: QuerySet[Call], wanted: Wanted) -> QuerySet[Call]:
    """Return the calls that fit `wanted`. `status` is a state, `open`, or empty for all."""
    if wanted.status == "open":
        calls = calls.filter(state__in=[str(state) for state in OPEN])
    elif wanted.status:
        calls = calls.filter(state=wanted.status)
    if wanted.due_before:
        calls = calls.filter(arrival_due_at__lt=wanted.due_before)
    if wanted.day:
        calls = calls.filter(day=wanted.day)
    if wanted.kind:
        calls = calls.filter(kind=wanted.kind)
    if wanted.category:
        calls = calls.filter(pk__in=Voucher.objects.filter(category=wanted.category).values("call_id"))
    return calls.filter(having(CallWords, wanted.text)) if wanted.text.strip() else calls


def newest_named(
    text: str, *, most: int, branches: Sequence[str] = (), before: int | None = None
) -> list[int]:
    """Return the keys of at most `most` calls that `text` names, newest first, those before the key `before`.

    Of one branch when its code is given; however many calls there are, it costs the same.
    """
    marks = [mark(code) for code in branches]
    return newest(CallWords, text, most=most, whole=marks, before=before)


def whole(calls: QuerySet[Call]) -> QuerySet[Call]:
    """Return calls with everything a line of the register shows; three queries however many lines."""
    related = calls.select_related("branch", "customer", "site", "repeat_of", "duplicate_of")
    return related.prefetch_related("vouchers__device__product_model", "vouchers__visits__lead")


def queue(branch_id: int) -> QuerySet[Call]:
    """Return the calls that wait for dispatch: handed over first, then come back, then by time left (G13)."""
    waiting = Call.objects.filter(branch_id=branch_id, state__in=[State.REGISTERED, State.AWAITING_APPROVAL])
    handed = F("handed_over_on").asc(nulls_last=True)
    return whole(waiting).order_by(handed, "-back_in_queue", F("arrival_due_at").asc(nulls_last=True), "id")


def left_over(branch_id: int) -> QuerySet[Call]:
    """Return the calls handed over from an earlier day that still wait for dispatch (G13)."""
    return Call.objects.filter(branch_id=branch_id, state=State.REGISTERED, handed_over_on__isnull=False)


def open_of_customer(customer_id: int) -> QuerySet[Call]:
    """Return the customer's open calls, newest first: the hint at a duplicate."""
    calls = Call.objects.filter(customer_id=customer_id, state__in=[str(state) for state in OPEN])
    return calls.prefetch_related("vouchers__device__product_model").order_by("-id")


def earlier_of_devices(devices: Iterable[int], *, since: datetime, before: datetime) -> Voucher | None:
    """Return the newest voucher of one of the devices that was done since, for the mark of a repeat."""
    done = Voucher.objects.filter(device__in=list(devices), state__in=[State.DONE, State.FILED])
    recent = done.filter(call__reported_at__gte=since, call__reported_at__lte=before)
    return recent.select_related("call").order_by("-call__reported_at", "-id").first()


def last_services(device_id: int, *, most: int = 5, before: int | None = None) -> list[Voucher]:
    """Return the device's last services, newest first, with what was found and done (S1.8).

    `before` is the voucher whose earlier services are wanted. History may come later: dates decide, not ids.
    """
    served = Voucher.objects.filter(device_id=device_id, state__in=[State.DONE, State.FILED])
    if before:
        reported = Voucher.objects.filter(pk=before).values("call__reported_at")
        served = served.filter(call__reported_at__lt=reported)
    newest = served.order_by("-call__reported_at", "-id")
    return list(newest.select_related("call").prefetch_related("records", "visits__lead")[:most])


def day_closed(branch: Branch, day: date) -> DayClose | None:
    """Return the closing of a branch's day, None while it is open."""
    return DayClose.objects.filter(branch=branch, day=day).first()
