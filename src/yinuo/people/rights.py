"""The one table of rights: which role may do which deed, and how far it reaches."""

from __future__ import annotations

from enum import IntEnum

from yinuo.lib.words import Words, w


class Scope(IntEnum):
    """How far a right reaches: own things, those of the own branch, all."""

    OWN = 1
    BRANCH = 2
    ALL = 3


SCOPE_WORDS = {
    Scope.OWN: w("本人", "own"),
    Scope.BRANCH: w("本分公司", "branch"),
    Scope.ALL: w("全部", "all"),
}

ROLES: dict[str, Words] = {
    "clerk": w("业务员", "clerk"),
    "supervisor": w("服务主管", "supervisor"),
    "technician": w("技术员", "technician"),
    "branch_manager": w("经理", "branch manager"),
    "accountant": w("会计员", "accountant"),
    "service_department": w("服务部", "service department"),
    "vice_president": w("副总经理", "vice president"),
    "sales_director": w("销售总监", "sales director"),
    "sales_manager": w("销售经理", "sales manager"),
    "salesperson": w("销售人员", "salesperson"),
    "committee": w("管理委员会", "management committee"),
    "team_leader": w("售后组长", "team leader"),
    "after_sales_staff": w("售后人员", "after-sales staff"),
    "administrator": w("管理员", "administrator"),
    "auditor": w("审计员", "auditor"),
}

DEEDS: dict[str, Words] = {
    "call.see": w("看叫修", "see calls"),
    "call.register": w("登记叫修", "register calls"),
    "call.change": w("改约、作废、并号", "agree times, cancel, mark duplicates"),
    "call.approve": w("批准叫修", "approve calls"),
    "call.dispatch": w("派工", "dispatch"),
    "call.file": w("销号归档", "strike off and file"),
    "day.close": w("日结", "close the day"),
    "voucher.work": w("做工单", "work on vouchers"),
    "voucher.amend": w("更正服务记录", "amend service records"),
    "signature.confirm": w("确认未签字", "confirm a missing signature"),
    "escalation.solve": w("定解决办法", "fix solutions"),
    "injury.assess": w("评估伤害", "assess injuries"),
    "customer.see": w("看客户", "see customers"),
    "customer.edit": w("改客户", "edit customers"),
    "device.see": w("看设备", "see devices"),
    "device.edit": w("改设备", "edit devices"),
    "ledger.see": w("看服务台帐", "see the service ledger"),
    "duty.see": w("看职责", "see duties"),
    "duty.excuse": w("免责", "excuse duties"),
    "journal.see": w("看流水", "see the journal"),
    "handbook.see": w("看手册", "see the handbook"),
    "handbook.write": w("写手册", "write the handbook"),
    "policy.see": w("看规章", "see the policy"),
    "people.see": w("看人员", "see people"),
    "people.edit": w("管人员", "edit people"),
    "calendar.edit": w("管工作日历", "edit calendars"),
    "export": w("导出", "export"),
}

_READING = tuple(deed for deed in DEEDS if deed.endswith(".see"))
_EVERYBODY = {"policy.see": Scope.ALL, "handbook.see": Scope.ALL}


def _reach(scope: Scope, *deeds: str) -> dict[str, Scope]:
    return dict.fromkeys(deeds, scope)


_CLERK = _reach(
    Scope.BRANCH,
    "call.see",
    "call.register",
    "call.change",
    "call.file",
    "day.close",
    "customer.see",
    "customer.edit",
    "device.see",
    "device.edit",
    "ledger.see",
    "duty.see",
    "people.see",
    "export",
)
_SUPERVISOR = {
    **_CLERK,
    **_reach(
        Scope.BRANCH,
        "call.approve",
        "call.dispatch",
        "voucher.amend",
        "signature.confirm",
        "escalation.solve",
        "journal.see",
    ),
    "handbook.write": Scope.ALL,
}
_TECHNICIAN = {
    **_reach(Scope.OWN, "call.see", "voucher.work", "voucher.amend", "ledger.see", "duty.see"),
    **_reach(Scope.BRANCH, "customer.see", "device.see"),
    "handbook.write": Scope.ALL,
}
_HEAD_OFFICE = _reach(Scope.ALL, *_READING, "export")

RIGHTS: dict[str, dict[str, Scope]] = {
    "clerk": {**_EVERYBODY, **_CLERK},
    "supervisor": {**_EVERYBODY, **_SUPERVISOR},
    "technician": {**_EVERYBODY, **_TECHNICIAN},
    "branch_manager": {
        **_reach(Scope.BRANCH, *_READING, "call.approve", "duty.excuse", "escalation.solve", "export"),
        **_EVERYBODY,
    },
    "accountant": {**_EVERYBODY, **_reach(Scope.BRANCH, "call.see", "customer.see", "ledger.see")},
    "service_department": {
        **_EVERYBODY,
        **_HEAD_OFFICE,
        **_reach(
            Scope.ALL,
            "escalation.solve",
            "injury.assess",
            "duty.excuse",
            "handbook.write",
            "signature.confirm",
        ),
    },
    "vice_president": {**_EVERYBODY, **_HEAD_OFFICE, "duty.excuse": Scope.ALL},
    "sales_director": {
        **_EVERYBODY,
        **_reach(Scope.ALL, "call.see", "customer.see", "device.see", "duty.see"),
    },
    "sales_manager": {**_EVERYBODY, **_reach(Scope.ALL, "call.see", "customer.see", "device.see")},
    "salesperson": {**_EVERYBODY, **_reach(Scope.ALL, "customer.see", "device.see")},
    "committee": {**_EVERYBODY, **_reach(Scope.ALL, "duty.see", "customer.see")},
    "team_leader": {
        **_EVERYBODY,
        **_reach(Scope.ALL, "call.see", "customer.see", "device.see", "duty.see", "ledger.see"),
        **_reach(Scope.ALL, "escalation.solve", "handbook.write"),
    },
    "after_sales_staff": {**_EVERYBODY, **_TECHNICIAN},
    "administrator": dict.fromkeys(DEEDS, Scope.ALL),
    "auditor": {**_EVERYBODY, **_HEAD_OFFICE},
}


def reach(roles: frozenset[str], deed: str) -> Scope | None:
    """Return how far `deed` reaches for somebody who holds `roles`; None when they may not do it at all."""
    scopes = [RIGHTS[role][deed] for role in roles if deed in RIGHTS.get(role, {})]
    return max(scopes, default=None)
