"""A voucher told with everything on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.calls.api import telling
from yinuo.calls.api.told import EscalationTold, RecordTold, SignatureTold, VisitTold, VoucherTold
from yinuo.calls.commands.filing import missing
from yinuo.calls.queries.register import last_services
from yinuo.calls.rules.documents import short_hash
from yinuo.calls.states import State
from yinuo.lib.words import from_json

if TYPE_CHECKING:
    from datetime import tzinfo

    from yinuo.calls.models import Escalation, Record, Signature, Visit, Voucher

SAME = (
    "number category category_override contract state outcome customers_word received_by filed_by"
).split()
CALL_SAME = ["contact_name", "phone", "kind", "fault"]
VISIT_SAME = (
    "position current dispatched_by misfit_reason order_reason tools tools_confirmed receipt_number "
    "metres_away far outcome ended_reason"
).split()
VISIT_INSTANTS = "dispatched_at planned_start accepted_at set_out_at arrived_at left_at".split()
RECORD_SAME = (
    "section version latest frozen spoken_with learned proposed found cause work points checklist_version "
    "checklist_items answers readings parts minutes fee amend_reason written_by"
).split()
SIGNATURE_SAME = (
    "id section purpose kind signer post unsigned_reason unsigned_note confirmed_by document_hash taken_by "
    "superseded"
).split()
ESCALATION_SAME = ["problem", "department", "concerned", "solution", "solved_by"]


def voucher(row: Voucher) -> VoucherTold:
    """Tell a voucher that was read whole, with the last services of its device (S1.8)."""
    call, zone = row.call, telling.zone_of(row.call.branch)
    services = last_services(row.device_id, before=row.pk) if row.device_id else []
    return VoucherTold(
        **telling.same(row, SAME),
        **telling.same(call, CALL_SAME),
        **telling.instants(row, ["done_at", "received_at", "filed_at"], zone),
        **telling.instants(call, ["reported_at", "arrival_due_at"], zone),
        call=call.number,
        call_state=str(call.state),
        branch=call.branch.code,
        customer=telling.customer(call.customer),
        site=telling.site(call.site),
        device=telling.device(row.device),
        category_reason=str(from_json(row.category_reason)),
        missing=[str(words) for words in missing(row)] if row.state == State.DONE else [],
        visits=[_visit(each, zone) for each in row.visits.all()],
        records=[_record(each, zone) for each in row.records.all()],
        signatures=[_signature(each, zone) for each in row.signatures.all()],
        files=[telling.file(each, zone) for each in row.attachments.all()],
        escalations=[_escalation(each, zone) for each in row.escalations.all()],
        last_services=[telling.service(each, zone) for each in services],
        version=call.version,
    )


def _visit(row: Visit, zone: tzinfo) -> VisitTold:
    return VisitTold(
        **telling.same(row, VISIT_SAME),
        **telling.instants(row, VISIT_INSTANTS, zone),
        lead=row.lead.username,
        lead_name=row.lead.name,
        helpers=[helper.user.username for helper in row.helpers.all()],
        fit=[str(from_json(point)) for point in row.fit],
    )


def _record(row: Record, zone: tzinfo) -> RecordTold:
    return RecordTold(**telling.same(row, RECORD_SAME), **telling.instants(row, ["written_at"], zone))


def _signature(row: Signature, zone: tzinfo) -> SignatureTold:
    return SignatureTold(
        **telling.same(row, SIGNATURE_SAME),
        **telling.instants(row, ["confirmed_at", "signed_at"], zone),
        image=row.image_id,
        fingerprint=short_hash(row.document_hash),
    )


def _escalation(row: Escalation, zone: tzinfo) -> EscalationTold:
    return EscalationTold(
        **telling.same(row, ESCALATION_SAME),
        **telling.instants(row, ["found_at", "told_at", "solved_at"], zone),
    )
