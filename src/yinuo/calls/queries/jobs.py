"""Vouchers and visits read: a technician's jobs, the service ledger, and what is unsigned or unfiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Subquery

from yinuo.calls.models import Attachment, Visit, Voucher
from yinuo.calls.states import State
from yinuo.journal.commands import not_found

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

RELATED = (
    "call__branch__calendar",
    "call__customer",
    "call__site",
    "call__repeat_of",
    "device__product_model__skill",
    "device__site",
)


def whole() -> QuerySet[Voucher]:
    """Return vouchers with call, device, visits and proofs; a handful of queries however many."""
    parts = (
        "visits__lead",
        "visits__helpers__user",
        "records",
        "signatures__image",
        "attachments",
        "escalations",
    )
    return Voucher.objects.select_related(*RELATED).prefetch_related(*parts)


def voucher(number: str) -> Voucher:
    """Return voucher `number` with everything; NotFound when there is none."""
    found = whole().filter(number=number).first()
    if found is None:
        raise not_found("voucher")
    return found


def attachment(key: int) -> Attachment:
    """Return the file `key` with its voucher; NotFound when there is none."""
    found = Attachment.objects.filter(pk=key).select_related("voucher").first()
    if found is None:
        raise not_found("file")
    return found


def jobs_of(user_id: int) -> QuerySet[Voucher]:
    """Return the vouchers a technician leads now, by planned start, then by due time."""
    leading = Visit.objects.filter(lead_id=user_id, current=True).values("voucher_id")
    states = [State.DISPATCHED, State.ACCEPTED, State.UNDER_WAY, State.ON_SITE]
    mine = whole().filter(pk__in=leading, state__in=states)
    start = Visit.objects.filter(voucher=OuterRef("pk"), current=True).values("planned_start")[:1]
    planned = F("planned").asc(nulls_last=True)
    return mine.annotate(planned=Subquery(start)).order_by(planned, "call__arrival_due_at", "id")


def done_by(user_id: int, *, since: datetime) -> QuerySet[Voucher]:
    """Return the vouchers a technician finished since, newest first."""
    finished = whole().filter(visits__lead_id=user_id, done_at__gte=since)
    return finished.order_by("-done_at").distinct()


def ledger(*, since: datetime, until: datetime) -> QuerySet[Visit]:
    """Return the ledger's lines (服务台帐) accepted in a stretch of time, oldest first (S1.4)."""
    lines = Visit.objects.filter(accepted_at__gte=since, accepted_at__lt=until)
    related = ("lead", "voucher__call__customer", "voucher__call__branch", "voucher__device__product_model")
    return lines.select_related(*related).order_by("accepted_at", "id")


def unsigned(branch_id: int | None) -> QuerySet[Voucher]:
    """Return the finished vouchers whose customer has not signed: no signature, or one given as none."""
    finished = whole().filter(state__in=[State.DONE, State.FILED]).exclude(outcome="by_telephone")
    signed = finished.filter(signatures__kind__in=["drawn", "scan"], signatures__superseded=False).values(
        "pk"
    )
    return _there(finished.exclude(pk__in=signed), branch_id)


def unfiled(branch_id: int | None) -> QuerySet[Voucher]:
    """Return the finished vouchers that are not filed yet (G4)."""
    return _there(whole().filter(state=State.DONE), branch_id)


def _there(vouchers: QuerySet[Voucher], branch_id: int | None) -> QuerySet[Voucher]:
    there = vouchers if branch_id is None else vouchers.filter(call__branch_id=branch_id)
    return there.order_by("done_at", "id")
