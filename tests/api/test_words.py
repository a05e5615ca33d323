"""Refusals of the main job as a program meets them: the code for itself, the words for its people, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.conftest import CALL, RECORD
from tests.api.test_bad_input import refused
from tests.api.test_states import brought
from tests.api.writes import PLAN

if TYPE_CHECKING:
    from tests.api.conftest import Machines
    from tests.world import World

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Case:
    """A move that is refused: in which state, by whom, with what, and how it is said."""

    state: str
    who: str
    path: str
    content: Any
    status: int
    code: str
    zh: str
    en: str


CASES = [
    Case(
        "registered",
        "clerk",
        "/calls/{number}/approve",
        None,
        403,
        "not_allowed",
        "您没有「批准叫修」的权限。",
        "You may not approve calls.",
    ),
    Case(
        "registered",
        "supervisor",
        "/calls/{number}/approve",
        None,
        409,
        "move_not_allowed",
        "不能",
        "not",
    ),
    Case(
        "registered",
        "supervisor",
        "/calls/{number}/dispatch",
        {**PLAN, "tools": []},
        422,
        "tools_needed",
        "故障派工要列出带去的工具（S2.4）。",
        "A breakdown is dispatched with its tools listed (S2.4).",
    ),
    Case(
        "registered",
        "supervisor",
        "/calls/{number}/dispatch",
        {**PLAN, "technician": "second_technician"},
        422,
        "misfit_reason_needed",
        "此人不合要求，要写原因（S1.3）。",
        "This person does not fit: a reason is needed (S1.3).",
    ),
    Case(
        "registered",
        "supervisor",
        "/calls/{number}/dispatch",
        {**PLAN, "technician": "nobody"},
        422,
        "unknown_technician",
        "本分公司没有这位技术员。",
        "The branch has no such technician.",
    ),
    Case(
        "registered",
        "clerk",
        "/calls/{number}/duplicate",
        {"of": "SH-20261124-0099"},
        422,
        "unknown_call",
        "叫修号",
        "call",
    ),
    Case(
        "registered",
        "clerk",
        "/calls/{number}/agree-time",
        {"due_at": "2026-11-24T10:00:00+08:00", "asked_by": "甲"},
        422,
        "not_later",
        "改约的时间要晚于原来的应到时间和现在。",
        "The agreed time must be later than the due time and than now.",
    ),
    Case(
        "on_site",
        "clerk",
        "/calls/{number}/agree-time",
        {"due_at": "2026-11-26T10:00:00+08:00", "asked_by": "甲"},
        409,
        "no_open_arrival",
        "没有未到达的承诺可以改约。",
        "There is no open promise of arrival to move.",
    ),
    Case(
        "under_way",
        "clerk",
        "/calls/{number}/cancel",
        {"reason": "不修了"},
        409,
        "confirmation_needed",
        "技术员在路上，要先与他确认。",
        "The technician is under way and must confirm first.",
    ),
    Case(
        "on_site",
        "clerk",
        "/calls/{number}/cancel",
        {"reason": "不修了"},
        409,
        "already_arrived",
        "已经有人到达，不能作废。",
        "Somebody has arrived; it can't be cancelled.",
    ),
    Case(
        "dispatched",
        "technician",
        "/vouchers/{number}-1/set-out",
        {"tools_confirmed": True},
        409,
        "not_in_ledger",
        "还没有接单，服务台帐和回执单都没有，不能出发（S1.4）。",
        "Not accepted: no ledger line and no receipt form, so no setting out (S1.4).",
    ),
    Case(
        "accepted",
        "technician",
        "/vouchers/{number}-1/set-out",
        None,
        409,
        "tools_not_confirmed",
        "请先确认带齐工具（S2.4）：万用表",
        "Confirm the tools first (S2.4): 万用表",
    ),
    Case(
        "on_site",
        "technician",
        "/vouchers/{number}-1/leave",
        {"outcome": "done"},
        409,
        "unsigned",
        "客户还没有签字，也没有写未签的原因（S1.7）。",
        "The customer has not signed and no reason is given (S1.7).",
    ),
    Case(
        "on_site",
        "technician",
        "/vouchers/{number}-1/sign",
        {"kind": "drawn", "strokes": "M1 1L9 9"},
        422,
        "signer_needed",
        "请写签字人的姓名。",
        "The signer's name is needed.",
    ),
    Case(
        "on_site",
        "technician",
        "/vouchers/{number}-1/sign",
        {"kind": "none"},
        422,
        "reason_needed",
        "没有签字要选原因。",
        "Choose why nobody signed.",
    ),
    Case(
        "on_site",
        "technician",
        "/vouchers/{number}-1/record",
        {**RECORD, "answers": {"colour": "red"}},
        422,
        "unknown_item",
        "检查表里没有这一项：colour",
        "The checklist has no item colour",
    ),
    Case(
        "on_site",
        "technician",
        "/vouchers/{number}-1/escalate",
        {"problem": "主板坏", "department": "kitchen"},
        422,
        "unknown_department",
        "没有这个部门。",
        "There is no such department.",
    ),
    Case(
        "on_site",
        "service_department",
        "/vouchers/{number}-1/solve",
        {"solution": "换主板"},
        409,
        "nothing_escalated",
        "没有等解决的问题。",
        "Nothing waits for a solution.",
    ),
    Case(
        "done",
        "supervisor",
        "/vouchers/{number}-1/confirm-unsigned",
        None,
        409,
        "nothing_to_confirm",
        "没有要确认的未签字。",
        "No missing signature waits to be confirmed.",
    ),
    Case(
        "registered",
        "service_department",
        "/calls/{number}/assess-injury",
        {"assessment": "没有"},
        409,
        "no_injury",
        "这次叫修没有报告伤害。",
        "No injury was reported with this call.",
    ),
    Case(
        "dispatched",
        "second_technician",
        "/vouchers/{number}-1/accept",
        None,
        404,
        "not_found",
        "找不到，或不在您的权限之内。",
        "Not found, or not yours to see.",
    ),
    Case(
        "done",
        "accountant",
        "/vouchers/{number}-1/receive",
        None,
        403,
        "not_allowed",
        "您没有「销号归档」的权限。",
        "You may not strike off and file.",
    ),
    Case(
        "filed",
        "clerk",
        "/vouchers/{number}-1/send-back",
        {"reason": "缺读数"},
        409,
        "move_not_allowed",
        "不能",
        "not",
    ),
]


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.state} {case.path.rpartition('/')[2]} {case.code}"
)
def test_a_refusal_speaks_to_people_in_both_languages(machine: Machines, world: World, case: Case) -> None:
    number = brought(world, case.state)
    version = machine("administrator").version(number)
    for language, words in (("zh", case.zh), ("en", case.en)):
        client = machine(case.who, language=language)
        answer = client.send(case.path.format(number=number), case.content, version=version)
        told = refused(answer, case.status, case.code)
        assert words in told["detail"], told
        assert answer["Content-Language"] == {"zh": "zh-CN", "en": "en"}[language]


REQUESTS: list[tuple[dict[str, Any], str, str, str]] = [
    ({"customer_name": ""}, "customer_name", "请写客户名称。", "The customer's name is needed."),
    ({"branch": "XX"}, "branch", "没有这个分公司。", "There is no such branch."),
    ({"serial": "2309-0052"}, "serial", "登记在别的客户名下", "on record with another customer"),
    ({"product_model": ""}, "product_model", "请写机型。", "The product model is needed."),
    (
        {"reported_at": "2026-11-24T09:00:01+08:00"},
        "reported_at",
        "来电时间不能晚于现在。",
        "The time of the report can't be in the future.",
    ),
    (
        {"injury": "yes", "injury_learned_at": "2026-11-24T09:00:01+08:00"},
        "injury_learned_at",
        "得知时间不能晚于现在。",
        "It can't be learned in the future.",
    ),
    ({"category": "paid"}, "category_override", "改类别要写原因。", "Changing the category needs a reason."),
    ({"fault": ""}, "fault", "这一项要填", "is needed"),
    ({"kind": "dancing"}, "kind", "可以是", "one of"),
    ({"zone": "moon"}, "zone", "可以是 'urban' or 'suburban'", "one of 'urban' or 'suburban'"),
    ({"expected_cost": "1.001"}, "expected_cost", "最多 2 位小数", "at most 2 decimal places"),
    ({"phone": "1" * 25}, "phone", "最多 24 个字符", "at most 24 characters"),
    ({"reported_at": "2026-11-24T08:00:00"}, "reported_at", "时间要带时区", "must carry its offset"),
    ({"colour": "red"}, "colour", "没有这个字段", "there is no such field"),
]


@pytest.mark.parametrize(("changed", "field", "zh", "en"), REQUESTS)
def test_a_field_is_told_what_is_wrong_with_it_in_both_languages(
    machine: Machines, changed: dict[str, Any], field: str, zh: str, en: str
) -> None:
    for language, words in (("zh", zh), ("en", en)):
        answer = machine("clerk", language=language).send("/calls", {**CALL, **changed})
        assert words in refused(answer, 422)["fields"][field]
