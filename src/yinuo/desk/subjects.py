"""What the journal speaks of: whether a person may read about it, what it is called, where its page is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from yinuo.calls import access as calls_access
from yinuo.customers.access import customer_for
from yinuo.devices.access import device_for
from yinuo.duties.access import visible as visible_duties
from yinuo.handbook.models import Problem
from yinuo.journal.commands import not_found
from yinuo.lib.words import Words, w
from yinuo.people import access
from yinuo.people.rights import Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from yinuo.people.models import User

KINDS = {
    "call": w("叫修", "call"),
    "customer": w("客户", "customer"),
    "device": w("设备", "device"),
    "contract": w("合同", "contract"),
    "handbook": w("手册", "handbook entry"),
    "calendar": w("工作日历", "calendar"),
    "policy": w("规章", "policy"),
    "day": w("登记簿的一天", "day of the register"),
    "duty": w("职责", "duty"),
    "user": w("人员", "person"),
    "branch": w("网点", "branch"),
}
VERBS = {
    "accepted": w("接受", "accepted"),
    "added": w("建立", "added"),
    "amended": w("更正", "amended"),
    "approved": w("批准", "approved"),
    "arrived": w("到达", "arrived"),
    "away": w("记缺勤", "absence noted"),
    "authenticator_added": w("加验证器", "authenticator added"),
    "authenticator_removed": w("停用验证器", "authenticator removed"),
    "cancelled": w("作废", "cancelled"),
    "category_changed": w("改类别", "category changed"),
    "closed": w("日结", "closed"),
    "codes_printed": w("新恢复码", "new recovery codes"),
    "company_account_bound": w("公司账号首次登录", "company account first used"),
    "company_account_set": w("定公司账号", "company account set"),
    "confirmed_on_shared_device": w("在公用设备上确认", "confirmed on a shared device"),
    "contact_added": w("加联系人", "contact added"),
    "days_imported": w("导入日子", "days imported"),
    "declined": w("谢绝", "declined"),
    "dispatched": w("派工", "dispatched"),
    "due_recomputed": w("重算应到", "due time reckoned again"),
    "duplicate": w("并号", "duplicate"),
    "edited": w("改资料", "edited"),
    "escalated": w("上报", "escalated"),
    "file_added": w("加文件", "file added"),
    "factors_reset": w("取消全部第二因素", "all second factors taken away"),
    "filed": w("归档", "filed"),
    "handed_over": w("交接", "handed over"),
    "handed_to_next_day": w("交给下一天", "handed to the next day"),
    "hours_changed": w("改时段", "hours changed"),
    "imported": w("导入", "imported"),
    "injury_assessed": w("评估伤害", "injury assessed"),
    "left": w("离开", "left"),
    "left_unsigned": w("未签字", "left unsigned"),
    "opened": w("建立", "opened"),
    "passkey_added": w("加通行密钥", "passkey added"),
    "passkey_removed": w("删通行密钥", "passkey removed"),
    "password_changed": w("改密码", "password changed"),
    "password_reset": w("用链接换密码", "password reset by link"),
    "pin_set": w("设 PIN", "PIN set"),
    "printed_code_used": w("用恢复码", "recovery code used"),
    "publish": w("公布", "published"),
    "received": w("收回", "received"),
    "recorded": w("写记录", "recorded"),
    "registered": w("登记", "registered"),
    "reset_link_sent": w("寄出换密码的链接", "reset link sent"),
    "sent_back": w("退回", "sent back"),
    "ship": w("随产品而来", "shipped"),
    "set_out": w("出发", "set out"),
    "signed_in": w("登录", "signed in"),
    "signed": w("签字", "signed"),
    "site_added": w("加地点", "site added"),
    "solved": w("定了办法", "solved"),
    "solved_remotely": w("电话解决", "solved by telephone"),
    "time_agreed": w("约时间", "time agreed"),
    "token_added": w("生成令牌", "token made"),
    "token_revoked": w("作废令牌", "token revoked"),
    "to_handbook": w("写进手册", "to the handbook"),
    "unsigned_confirmed": w("确认未签字", "missing signature confirmed"),
    "used": w("用掉一次", "used"),
    "written": w("写下", "written"),
    "zone_confirmed": w("确认区域", "zone confirmed"),
}
PAGES = {
    "call": "desk:call",
    "customer": "desk:customer",
    "device": "desk:device",
    "handbook": "desk:handbook-entry",
    "calendar": "desk:calendar",
}


def check(user: User, kind: str, key: str) -> None:
    """Let through who may read about a subject; everything at once only for those who see all.

    NotAllowed without the right, NotFound for a subject out of reach.
    """
    if access.require_somewhere(user, "journal.see") is Scope.ALL:
        return
    if not kind:
        raise access.refused("journal.see")
    _CHECKS.get(kind, _foreign)(user, key)


def called(kind: str) -> Words:
    """Return the kind of a subject in words."""
    return KINDS.get(kind, Words(kind, kind))


def done(verb: str) -> Words:
    """Return what was done, in words; an unknown verb as it is."""
    return VERBS.get(verb, Words(verb, verb))


def address(kind: str, key: str) -> str:
    """Return the page of a subject; empty when it has none."""
    if kind == "day":
        code, _, day = key.rpartition("-")
        return reverse("desk:day", args=[code, f"{day[:4]}-{day[4:6]}-{day[6:]}"])
    return reverse(PAGES[kind], args=[key]) if kind in PAGES else ""


def _call(user: User, key: str) -> None:
    calls_access.call_for(user, key, "journal.see")


def _customer(user: User, key: str) -> None:
    access.require(user, "journal.see", branch_id=customer_for(user, key).branch_id)


def _device(user: User, key: str) -> None:
    access.require(user, "journal.see", branch_id=device_for(user, key).customer.branch_id)


def _day(user: User, key: str) -> None:
    if user.branch is None or key.rpartition("-")[0] != user.branch.code:
        raise not_found("day")


def _duty(user: User, key: str) -> None:
    found = visible_duties(user).filter(pk=int(key[:18])).first() if key.isdecimal() else None
    if found is None:
        raise not_found("duty")
    access.require(user, "journal.see", branch_id=found.branch_id)


def _handbook(user: User, key: str) -> None:
    access.require_somewhere(user, "handbook.see")
    if not Problem.objects.filter(number=key).exists():
        raise not_found("entry")


def _foreign(_user: User, _key: str) -> None:
    raise not_found("subject")


_CHECKS: dict[str, Callable[[User, str], None]] = {
    "call": _call,
    "customer": _customer,
    "device": _device,
    "day": _day,
    "duty": _duty,
    "handbook": _handbook,
}
