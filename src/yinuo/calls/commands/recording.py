"""The service record (S1.5, S1.8, S2.1, S2.3): written on site, frozen by signature, amended by version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yinuo.calls.commands import gate
from yinuo.calls.models import Record
from yinuo.calls.rules import completeness
from yinuo.calls.rules.findings import checked
from yinuo.calls.states import MOVES, State
from yinuo.devices.queries import checklist
from yinuo.devices.rules import outside, read_answer
from yinuo.handbook.commands import write_problem
from yinuo.journal.commands import put
from yinuo.journal.steps import one_step
from yinuo.lib.refusal import Refused, invalid
from yinuo.lib.words import w

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yinuo.calls.commands.gate import Deed, Job
    from yinuo.calls.models import Call, Voucher

NOT_COPIED = ("id", "seal", "version", "latest", "frozen", "amend_reason", "written_at", "written_by")
TEXTS = ("spoken_with", "learned", "proposed", "found", "cause", "work")


@dataclass(frozen=True, slots=True)
class Findings:
    """What a technician writes down; only the fields given are changed."""

    values: Mapping[str, Any]


@one_step
def record(*, number: str, version: int | None, findings: Findings, deed: Deed) -> Voucher:
    """Write into the open section of the service record; after a frozen section a new one begins."""
    job = gate.open_job(number, version, deed)
    MOVES.after(State(job.voucher.state), "record")
    section = _open_section(job, deed)
    before = {field: getattr(section, field) for field in findings.values if field in TEXTS}
    _fill(section, findings.values, deed)
    put(section)
    changed: dict[str, Any] = {
        field: [before[field], getattr(section, field)]
        for field in before
        if before[field] != getattr(section, field)
    }
    details = {
        "voucher": number,
        "section": section.section,
        "changed": changed,
        "outside": _outside(section),
    }
    gate.write(job.call, "recorded", deed, details=details)
    return job.voucher


def _open_section(job: Job, deed: Deed) -> Record:
    last = next(reversed(gate.latest_records(job.voucher)), None)
    if last and not last.frozen:
        return last
    begun = Record(voucher=job.voucher, visit=job.visit, section=last.section + 1 if last else 1)
    if last is None:
        _take_checklist(begun, job, deed)
    else:
        _carry_on(begun, last)
    return begun


def _take_checklist(section: Record, job: Job, deed: Deed) -> None:
    device = job.voucher.device
    items = checklist(device.product_model_id, deed.at) if device else None
    if items:
        section.checklist_version, section.checklist_items = items.version, items.items


def _carry_on(section: Record, last: Record) -> None:
    """Take over the checklist with what is answered, and on the same visit whom one spoke with."""
    carried = ["checklist_version", "checklist_items", "answers"]
    if section.visit_id == last.visit_id:
        carried += ["spoken_with", "learned", "proposed", "points"]
    for name in carried:
        setattr(section, name, getattr(last, name))


def _fill(section: Record, values: Mapping[str, Any], deed: Deed) -> None:
    for field, value in checked(values).items():
        if field == "answers":
            section.answers = {**section.answers, **_answers(section, value)}
        else:
            setattr(section, field, value)
    section.written_at, section.written_by = deed.at, deed.by.name


def _answers(section: Record, given: Mapping[str, Any]) -> dict[str, Any]:
    items = {item["code"]: item for item in section.checklist_items}
    unknown = [code for code in given if code not in items]
    if unknown:
        words = w("检查表里没有这一项：{code}", "The checklist has no item {code}")
        raise invalid("answers", words.format(code=unknown[0]), "unknown_item")
    return {code: read_answer(items[code], value) for code, value in given.items()}


def _outside(section: Record) -> list[str]:
    items = {item["code"]: item for item in section.checklist_items}
    return [code for code, value in section.answers.items() if code in items and outside(items[code], value)]


@one_step
def amend(*, number: str, version: int | None, findings: Findings, reason: str, deed: Deed) -> Voucher:
    """Amend a frozen record by a new version with its reason; the old one and its signature stay."""
    job = gate.open_job(number, version, deed)
    told = gate.needs("reason", reason, w("更正要写原因。", "Amending needs a reason."))
    MOVES.after(State(job.voucher.state), "amend")
    last = next(reversed(gate.latest_records(job.voucher)), None)
    if last is None:
        raise Refused("nothing_recorded", w("还没有服务记录。", "There is no service record yet."))
    last.latest = False
    put(last)
    newer = _copied(last)
    _fill(newer, findings.values, deed)
    newer.amend_reason = told
    put(newer)
    for signature in job.voucher.signatures.filter(section=last.section, superseded=False):
        signature.superseded = True
        put(signature)
    details = {"voucher": number, "section": newer.section, "record_version": newer.version}
    entry = gate.write(job.call, "amended", deed, note=told, details=details)
    if not completeness.before_filing(newer):
        gate.settle(job.call, "S1.8", deed=deed, evidence=entry.hash, part=number)
    return job.voucher


def _copied(record_: Record) -> Record:
    fields = [field.attname for field in Record._meta.concrete_fields if field.attname not in NOT_COPIED]
    values = {name: getattr(record_, name) for name in fields}
    return Record(**values, version=record_.version + 1, frozen=True)


@one_step
def to_handbook(
    *, number: str, version: int | None, symptom: str, cause: str, solution: str, deed: Deed
) -> Call:
    """Hand what is new on to the service handbook in one step (S1.8, P2.5)."""
    job = gate.open_job(number, version, deed)
    device = job.voucher.device
    entry = write_problem(
        product_model=device.product_model if device else None,
        symptom=symptom,
        cause=cause,
        solution=solution,
        by=deed.by,
        at=deed.at,
        learned_on=number,
    )
    gate.write(job.call, "to_handbook", deed, details={"voucher": number, "entry": entry.number})
    return job.call
